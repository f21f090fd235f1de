"""What a PDF's seals are worth, whatever was done to the file."""

import io
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.generic import NameObject, StreamObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from backend.kit.clock import now
from backend.seals import authority_certificate, check_pdf
from backend.seals.certificates import x509
from backend.seals.signatures.container import KeptKey
from backend.seals.signatures.signing import PLATFORM_FIELD, STATION_FIELD, Seal, Stamped, seal_paper
from tests.seals.clocks import QuickTime
from tests.seals.papers import NAME, STATION, paper, sealed, two_pages


@pytest.fixture(params=["B-B", "B-LTA"])
async def made(request, kit) -> bytes:
    [one] = await sealed(kit, paper(), timestamps=QuickTime() if request.param == "B-LTA" else None)
    assert one.level == request.param
    return one.pdf


class TestWhatWasSealed:
    async def test_is_intact_and_says_whose_seals(self, kit, made):
        check = await check_pdf(kit, made)
        assert check.verdict == "intact"
        station, platform, *times = check.signatures
        assert (station.kind, station.who, station.station) == ("station", NAME, STATION)
        assert (platform.kind, platform.who) == ("platform", "车务通平台")
        assert all(one.intact and one.trusted for one in check.signatures)
        assert [one.who for one in times] == ["车务通沙箱时间戳服务 TSA"][: len(times)]
        assert {station.level, platform.level} == {"B-LTA" if times else "B-B"}

    async def test_is_valid_for_years_to_another_reader(self, kit):
        """pyHanko's own long-term validation, given both roots and nothing else."""
        quick = QuickTime()
        [one] = await sealed(kit, paper(), timestamps=quick)
        ours = asn1.Certificate.load(_der(await authority_certificate(kit)))
        trust = SimpleTrustManager.build([ours, *quick.roots])
        policy = CertValidationPolicySpec(trust_manager=trust, revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO))
        spec = PdfSignatureValidationSpec(SignatureValidationSpec(policy))
        for signature in PdfFileReader(io.BytesIO(one.pdf)).embedded_regular_signatures:
            result = await ades_lta_validation(signature, spec)
            assert result.ades_subindic == AdESPassed.OK, result.failure_msg


class TestOneByteChanged:
    async def test_anywhere_is_noticed(self, kit, made):
        chance = random.Random(4)
        for spot in chance.sample(range(len(made)), 12):
            assert (await check_pdf(kit, _flipped(made, spot, chance))).verdict != "intact", spot

    async def test_in_the_last_signature_itself_is_noticed(self, kit, made):
        """Its own bytes are the only ones that no signature covers: certificates in passing, versions, filling."""
        last = PdfFileReader(io.BytesIO(made)).embedded_signatures[-1]
        chance, start, end = random.Random(5), int(last.byte_range[1]), int(last.byte_range[2])
        for spot in [start, end - 1, *chance.sample(range(start, end - 1000), 16)]:
            assert (await check_pdf(kit, _flipped(made, spot, chance))).verdict == "altered", spot

    async def test_small_letters_for_capitals_are_noticed(self, kit, made):
        """The same number in other letters is the same signature, and yet not the same file."""
        last = PdfFileReader(io.BytesIO(made)).embedded_signatures[-1]
        start = made.index(b"A", int(last.byte_range[1]))
        assert (await check_pdf(kit, made[:start] + b"a" + made[start + 1 :])).verdict == "altered"


class TestAnythingAdded:
    async def test_bytes_at_the_end(self, kit, made):
        for more in (b"\n", b"%%EOF\n", b"\n1 0 obj\n<<>>\nendobj\n"):
            assert (await check_pdf(kit, made + more)).verdict == "altered"

    async def test_an_update_that_covers_the_page(self, kit, made):
        writer = IncrementalPdfFileWriter(io.BytesIO(made))
        writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=b"0 0 600 900 re f")))
        check = await check_pdf(kit, _written(writer))
        assert check.verdict == "altered" and "追加" in check.why

    async def test_an_update_that_seems_to_do_nothing(self, kit, made):
        writer = IncrementalPdfFileWriter(io.BytesIO(made))
        writer.root[NameObject("/Lang")] = TextStringObject("zh-CN")
        writer.update_root()
        assert (await check_pdf(kit, _written(writer))).verdict == "altered"

    async def test_a_strangers_signature(self, kit, made):
        more, _ = await seal_paper(made, (await _strangers_seals())[:1], None)
        assert (await check_pdf(kit, more)).verdict == "altered"

    async def test_a_strangers_time_stamp(self, kit, made):
        quick = QuickTime(foreign=True)
        more, _ = await seal_paper(made, (), Stamped(quick, 4000, (), ()))
        assert (await check_pdf(kit, more)).verdict == "altered"

    async def test_a_newer_time_stamp_of_a_known_authority_is_welcome(self, kit, made):
        """That is how a seal is kept fresh once the first stamp's algorithm grows old."""
        more, _ = await seal_paper(made, (), Stamped(QuickTime(), 4000, (), ()))
        assert (await check_pdf(kit, more)).verdict == "intact"


class TestWhatIsNotOurs:
    async def test_a_paper_without_any_seal(self, kit):
        assert (await check_pdf(kit, two_pages())).verdict == "unsigned"

    async def test_a_stranger_who_copies_our_names(self, kit):
        await sealed(kit, paper())
        theirs, _ = await seal_paper(two_pages(), await _strangers_seals(), None)
        check = await check_pdf(kit, theirs)
        assert (check.verdict, {one.kind for one in check.signatures}) == ("foreign", {"foreign"})
        assert not any(one.trusted for one in check.signatures)

    @pytest.mark.parametrize("serial", [2**400, -5, 0], ids=["long", "negative", "zero"])
    async def test_a_stranger_whose_certificate_is_numbered_as_none_may_be(self, kit, serial):
        """Anybody may hand in such a file: it is a stranger's like any other, and no fault of ours."""
        await sealed(kit, paper())
        seals = tuple(_renumbered(one, serial) for one in await _strangers_seals())
        theirs, _ = await seal_paper(two_pages(), seals, None)
        check = await check_pdf(kit, theirs)
        assert check.verdict in ("foreign", "altered") and not any(one.trusted for one in check.signatures)

    async def test_half_a_seal(self, kit):
        """A station's certificate alone never leaves this platform."""
        [one] = await sealed(kit, paper())
        second = PdfFileReader(io.BytesIO(one.pdf)).embedded_signatures[0].byte_range
        assert (await check_pdf(kit, one.pdf[: int(second[2]) + int(second[3])])).verdict == "altered"

    @pytest.mark.parametrize("garbage", [b"", b"\xff\xd8\xff\xe0 a photograph", b"%PDF-1.7\n" + bytes(5000)])
    async def test_garbage(self, kit, garbage):
        assert (await check_pdf(kit, garbage)).verdict == "unsigned"

    async def test_whatever_becomes_of_a_file_there_is_an_answer(self, kit, made):
        """Cut, doubled, filled, turned: never an error, and never taken for the original."""
        chance = random.Random(6)
        for _ in range(25):
            start, end = sorted(chance.sample(range(len(made)), 2))
            bent = chance.choice(
                (
                    made[:start],
                    made[:start] + made[end:],
                    made[:end] + made[start:],
                    made[:start] + chance.randbytes(end - start) + made[end:],
                    made[:start] + bytes(end - start) + made[end:],
                    made[:start] + made[start:end][::-1] + made[end:],
                )
            )
            assert (await check_pdf(kit, bent)).verdict in {"altered", "unsigned"}

    async def test_pieces_of_a_sealed_paper(self, kit, made):
        assert (await check_pdf(kit, made[:-200])).verdict != "intact"
        assert (await check_pdf(kit, made[:9000] + made[9100:])).verdict == "altered"


async def _strangers_seals() -> tuple[Seal, ...]:
    """Seals with our names, of another authority that has our authority's name."""
    at = now()
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Issuer(x509.authority_certificate(key, x509.new_serial(), at, "A"), key)
    seals = []
    for name, field in ((NAME, STATION_FIELD), ("车务通平台", PLATFORM_FIELD)):
        own = ec.generate_private_key(ec.SECP256R1())
        certificate = x509.seal_certificate(issuer, own, x509.new_serial(), at, name, "")
        chain = (asn1.Certificate.load(issuer.certificate.public_bytes(Encoding.DER)),)
        signer = KeptKey(asn1.Certificate.load(certificate.public_bytes(Encoding.DER)), own, chain)
        seals.append(Seal(signer, f"{field}二", "盖章", "福州", datetime.now(UTC)))
    return tuple(seals)


def _renumbered(seal: Seal, serial: int) -> Seal:
    """``seal`` under a certificate whose serial number breaks RFC 5280 §4.1.2.2."""
    certificate = seal.signer._certificate.copy()
    certificate["tbs_certificate"]["serial_number"] = serial
    again = asn1.Certificate.load(certificate.dump(force=True))
    return replace(seal, signer=KeptKey(again, seal.signer._key, ()))


def _flipped(pdf: bytes, spot: int, chance: random.Random) -> bytes:
    return pdf[:spot] + bytes([pdf[spot] ^ 1 << chance.randrange(8)]) + pdf[spot + 1 :]


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _der(pem: str) -> bytes:
    return load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER)
