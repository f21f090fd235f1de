"""Certificates: issued when needed, revoked for a reason, and what becomes of seals set before."""

import asyncio
import io
from datetime import timedelta

import pytest
from asn1crypto import crl
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate as Certificate509
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl, load_pem_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore

from backend.cli import main
from backend.kit import audit
from backend.kit.actor import SYSTEM
from backend.kit.clock import held_at, now
from backend.kit.secrets import KeyRing
from backend.kit.tools import Kit
from backend.seals import (
    AlreadyRevoked,
    AuthorityStays,
    NoSuchCertificate,
    RevocationNeedsReason,
    SealRevoked,
    authority_certificate,
    certificates_of,
    certificates_of_platform,
    check_pdf,
    issue_for_platform,
    issue_for_station,
    paused,
    revocation_list,
    revoke,
)
from backend.seals.certificates.authority import Holder, holder_for_platform, renew_authority
from backend.seals.certificates.command import init
from backend.seals.certificates.keys import KeyName, new_key, open_key
from backend.seals.models import Certificate
from backend.seals.signatures import seal
from tests.seals.clocks import QuickTime
from tests.seals.papers import NAME, STATION, paper, sealed


def as_x509(certificate: asn1.Certificate) -> Certificate509:
    return load_der_x509_certificate(certificate.dump())


async def revoked(work_of, serial: str, why: str = "key_compromise") -> None:
    async with work_of() as work:
        await revoke(work, serial, why, "印章密钥可能已被他人知道")


class TestIssuing:
    async def test_one_certificate_serves_until_shortly_before_its_end(self, kit: Kit):
        first = (await sealed(kit, paper()))[0].serials
        assert (await sealed(kit, paper()))[0].serials == first
        [one] = await certificates_of(STATION)
        assert (one.state, one.name, one.key_source, one.issued_by) == ("valid", NAME, "ring", "system")
        with held_at(one.valid_until - timedelta(days=29)):
            later = (await sealed(kit, paper()))[0].serials
        assert later[0] != first[0] and len(await certificates_of(STATION)) == 2

    async def test_many_at_once_make_one_certificate(self, kit: Kit):
        made = await asyncio.gather(*(sealed(kit, paper(f"p{number}")) for number in range(4)))
        assert len({one.serials for [one] in made}) == 1
        assert len(await certificates_of(STATION)) == 1 and len(await certificates_of_platform()) == 2

    async def test_each_station_has_its_own(self, kit: Kit):
        [one] = await sealed(kit, paper())
        [other] = await sealed(kit, paper(), station="station0000000000002")
        assert one.serials[0] != other.serials[0] and one.serials[1] == other.serials[1]

    async def test_it_can_sign_papers_and_nothing_else(self, kit: Kit):
        await sealed(kit, paper())
        root = load_pem_x509_certificate((await authority_certificate(kit)).encode())
        [one] = await certificates_of(STATION)
        certificate = load_pem_x509_certificate(one.pem.encode())
        certificate.verify_directly_issued_by(root)
        told = {extension.oid._name: extension.value for extension in certificate.extensions}
        assert told["basicConstraints"].ca is False
        assert told["keyUsage"].digital_signature and not told["keyUsage"].key_cert_sign
        assert certificate.not_valid_after_utc <= root.not_valid_after_utc

    async def test_issuing_is_audited(self, kit: Kit):
        await sealed(kit, paper())
        assert await audit.verify(kit.objects) == (3, None)


class TestKeys:
    def test_a_key_is_found_again_by_its_name(self, kit: Kit):
        name = new_key(kit)
        first, second = open_key(kit, name), open_key(kit, name)
        assert first.private_numbers() == second.private_numbers()

    def test_names_and_versions_give_different_keys(self, kit: Kit, settings):
        name = new_key(kit)
        KeyRing(settings.folder / "keyring.json").rotate()
        assert new_key(kit).version == 2
        keys = [open_key(kit, one).private_numbers() for one in (name, new_key(kit), KeyName("ring", name.name, 2))]
        assert len({one.private_value for one in keys}) == 3

    async def test_nothing_secret_lies_in_the_database(self, kit: Kit):
        await sealed(kit, paper())
        for row in await Certificate.all():
            secret = (
                open_key(kit, KeyName(row.key_source, row.key_name, row.key_version)).private_numbers().private_value
            )
            cells = " ".join(str(value) for value in dict(row).values())
            assert "PRIVATE" not in cells and f"{secret:x}" not in cells.lower() and str(secret) not in cells


class TestRevoking:
    async def test_a_seal_stamped_before_stays_valid_and_says_so(self, kit: Kit, work_of):
        [made] = await sealed(kit, paper(), timestamps=QuickTime())
        with held_at(now() + timedelta(seconds=2)):
            await revoked(work_of, made.serials[0])
        check = await check_pdf(kit, made.pdf)
        assert check.verdict == "intact"
        assert check.signatures[0].trusted and check.signatures[0].revoked_at
        assert "吊销之前加盖，仍然有效" in check.signatures[0].note
        assert check.signatures[1].note == ""

    async def test_a_seal_stamped_after_is_not_ours(self, kit: Kit, work_of):
        """Whoever has the key can still sign; the time-stamp tells that it was after the revocation."""
        [made] = await sealed(kit, paper(), timestamps=QuickTime())
        with held_at(now() - timedelta(hours=1)):
            await revoked(work_of, made.serials[0])
        check = await check_pdf(kit, made.pdf)
        assert check.verdict == "foreign" and "吊销" in check.why
        assert not check.signatures[0].trusted and check.signatures[0].intact

    async def test_without_a_time_stamp_nobody_knows(self, kit: Kit, work_of):
        [made] = await sealed(kit, paper())
        await revoked(work_of, made.serials[1])
        check = await check_pdf(kit, made.pdf)
        assert check.verdict == "foreign" and not check.signatures[1].trusted

    async def test_it_is_not_replaced_in_silence(self, kit: Kit, work_of):
        [made] = await sealed(kit, paper())
        await revoked(work_of, made.serials[0])
        with pytest.raises(SealRevoked, match=NAME):
            await sealed(kit, paper())
        async with work_of() as work:
            await issue_for_station(kit, work.actor, STATION, NAME)
        [again] = await sealed(kit, paper())
        assert again.serials[0] != made.serials[0]
        assert (await check_pdf(kit, again.pdf)).verdict == "intact"

    async def test_who_waits_is_told_until_the_next_one_is_issued(self, kit: Kit, work_of):
        [made] = await sealed(kit, paper())
        await sealed(kit, paper(), station="station0000000000002")
        assert await paused("") == []
        await revoked(work_of, made.serials[0])
        assert (
            [one.serial for one in await paused(STATION)]
            == [one.serial for one in await paused("")]
            == [made.serials[0]]
        )
        assert await paused("station0000000000002") == []
        await revoked(work_of, made.serials[1])
        assert [one.kind for one in await paused("station0000000000002")] == ["platform"]
        await issue_for_station(kit, SYSTEM, STATION, NAME)
        await issue_for_platform(kit, SYSTEM)
        assert await paused("") == []

    async def test_the_list_names_it(self, kit: Kit, work_of):
        [made] = await sealed(kit, paper())
        root = load_pem_x509_certificate((await authority_certificate(kit)).encode())
        before = load_der_x509_crl(await revocation_list(kit))
        await revoked(work_of, made.serials[0])
        after = load_der_x509_crl(await revocation_list(kit))
        assert (len(before), [f"{one.serial_number:X}" for one in after]) == (0, [made.serials[0]])
        assert after.is_signature_valid(root.public_key())  # type: ignore[arg-type]
        assert after.issuer == root.subject and after.next_update_utc > now() + timedelta(days=6)

    async def test_it_needs_a_reason_and_happens_once(self, kit: Kit, work_of):
        [made] = await sealed(kit, paper())
        root = next(one for one in await certificates_of_platform() if one.kind == "authority")
        for serial, why, reason, refusal in (
            (made.serials[0], "key_compromise", " ", RevocationNeedsReason),
            (made.serials[0], "mood", "不想用了", RevocationNeedsReason),
            ("00", "superseded", "换发新证书", NoSuchCertificate),
            (root.serial, "key_compromise", "根密钥泄露", AuthorityStays),
        ):
            with pytest.raises(refusal):
                async with work_of() as work:
                    await revoke(work, serial, why, reason)
        await revoked(work_of, made.serials[0])
        with pytest.raises(AlreadyRevoked):
            await revoked(work_of, made.serials[0])
        [one] = await certificates_of(STATION)
        assert (one.state, one.revoked_why, one.revoked_by) == ("revoked", "key_compromise", "system")


class TestANewAuthority:
    async def test_later_certificates_come_from_it_and_earlier_seals_hold(self, kit: Kit):
        [before] = await sealed(kit, paper(), timestamps=QuickTime())
        await renew_authority(kit)
        [after] = await sealed(kit, paper(), timestamps=QuickTime())
        assert not set(before.serials) & set(after.serials)
        assert {(await check_pdf(kit, one.pdf)).verdict for one in (before, after)} == {"intact"}
        newest = load_pem_x509_certificate((await authority_certificate(kit)).encode())
        certificate = load_pem_x509_certificate((await certificates_of(STATION))[0].pem.encode())
        certificate.verify_directly_issued_by(newest)

    async def test_one_that_comes_while_a_set_is_sealed_leaves_each_seal_its_own(self, kit: Kit, monkeypatch):
        """The station's certificate is the old root's, the platform's the new one's: chains and lists of both."""

        async def after_a_new_root(kit: Kit) -> Holder:
            await renew_authority(kit)
            return await holder_for_platform(kit)

        await sealed(kit, paper())
        monkeypatch.setattr(seal, "holder_for_platform", after_a_new_root)
        [made] = await sealed(kit, paper(), timestamps=QuickTime())
        assert (await check_pdf(kit, made.pdf)).verdict == "intact"
        reader = PdfFileReader(io.BytesIO(made.pdf))
        store = DocumentSecurityStore.read_dss(reader)
        lists = {crl.CertificateList.load(one.get_object().data).issuer.dump() for one in store.crls}
        certificates = {one.dump() for one in store.load_certs()}
        roots = set()
        for signature in reader.embedded_regular_signatures:
            issuer = signature.signer_cert.issuer
            [root] = [one for one in signature.other_embedded_certs if one.subject == issuer]
            assert root.dump() in certificates and issuer.dump() in lists
            as_x509(signature.signer_cert).verify_directly_issued_by(as_x509(root))
            roots.add(root.serial_number)
        assert len(roots) == 2

    async def test_a_key_ring_in_other_hands_brings_new_keys_by_itself(self, kit: Kit, settings):
        """``cwt keys rotate``, then ``cwt keys distrust 1``: every certificate of that version counts as revoked."""
        [before] = await sealed(kit, paper(), timestamps=QuickTime())
        ring = KeyRing(settings.folder / "keyring.json")
        ring.rotate()
        with held_at(now() + timedelta(seconds=2)):
            ring.distrust(1)
        [after] = await sealed(kit, paper(), timestamps=QuickTime())
        assert not set(before.serials) & set(after.serials)
        told = [await check_pdf(kit, one.pdf) for one in (before, after)]
        assert [one.verdict for one in told] == ["intact", "intact"]
        assert "吊销之前加盖" in told[0].signatures[0].note and not told[1].signatures[0].note

    async def test_what_was_sealed_with_a_known_key_is_not_ours(self, kit: Kit, settings):
        [made] = await sealed(kit, paper(), timestamps=QuickTime())
        ring = KeyRing(settings.folder / "keyring.json")
        ring.rotate()
        with held_at(now() - timedelta(hours=1)):
            ring.distrust(1)
        assert (await check_pdf(kit, made.pdf)).verdict == "foreign"


class TestTheCommand:
    async def test_it_makes_the_root_and_tells_its_fingerprint(self, kit: Kit, capsys):
        assert await init(kit, renew=False) == 0
        first = capsys.readouterr().out
        root = load_pem_x509_certificate((await authority_certificate(kit)).encode())
        assert root.fingerprint(SHA256()).hex(":").upper() in first and "密钥环第 1 版" in first
        assert await init(kit, renew=False) == 0
        assert capsys.readouterr().out == first
        assert await init(kit, renew=True) == 0
        assert capsys.readouterr().out != first

    def test_the_command_line_knows_it(self, settings, monkeypatch, capsys):
        monkeypatch.setenv("CWT_FOLDER", str(settings.folder))
        monkeypatch.setenv("CWT_DATABASE_URL", settings.database_url)
        assert main(["keys", "init"]) == 0
        assert "签章根证书" in capsys.readouterr().out
