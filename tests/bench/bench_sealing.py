"""How long it takes to seal the eight papers of a transfer: two seals and B-LTA under each, stamps over a real socket.

    .venv/bin/python -m tests.bench.bench_sealing [rounds]

The baseline is pyHanko's own ``PdfSigner`` on the same papers, keys, picture and time-stamp authority, in the same run:
it works out chains and sizes for every signature and parses the key each time. The sandbox is a process of its own.
"""

import asyncio
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx
from asn1crypto import keys, pem, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from backend.app import open_machine
from backend.documents.render import DocumentKind, render
from backend.documents.render.sample import (
    POWERS_OF_ATTORNEY,
    application,
    certificate,
    commitment,
    confirmation,
    contract,
    power_of_attorney,
    signed,
)
from backend.gateways.timestamps import TimeStamps, open_timestamps
from backend.kit.clock import now
from backend.kit.tools import Kit
from backend.seals import SealPlace, ToSeal, check_pdf, revocation_list, seal_set
from backend.seals.certificates.authority import ensure_authority, holder_for_platform, holder_for_station, private_key
from backend.seals.models import SealImage
from backend.serving import SANDBOX_ROOT
from backend.settings import Settings
from tests.support.process import free_port

STATION, NAME = "station0000000000001", "福州市海峡二手车交易市场"
PLACE = SealPlace(0, 400, 640, 119, 119)
Seal = Callable[[list[bytes]], Awaitable[list[bytes]]]


def eight() -> list[bytes]:
    """The papers of a transfer through an agent, signed."""
    return [
        render(kind, data).pdf
        for kind, data in (
            (DocumentKind.TRANSFER_CONFIRMATION, signed(confirmation())),
            (DocumentKind.SALES_CONTRACT, signed(contract())),
            (DocumentKind.APPRAISAL_CERTIFICATE, certificate()),
            (DocumentKind.REGISTRATION_APPLICATION, application()),
            *((kind, power_of_attorney(kind)) for kind in POWERS_OF_ATTORNEY),
            (DocumentKind.COMMITMENT_LETTER, commitment()),
        )
    ]


@contextmanager
def outside() -> Iterator[str]:
    """The sandbox as a process; its time-stamp authority's address."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "backend.cli", "sandbox", "--port", str(port)]) as process:
        try:
            for _ in range(300):
                try:
                    httpx.get(f"http://127.0.0.1:{port}/tsa/ca.pem", trust_env=False, timeout=1)
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/tsa"
        finally:
            process.terminate()


async def picture(kit: Kit) -> bytes:
    """The station's seal picture, kept as the one in use."""
    buffer = io.BytesIO()
    Image.effect_noise((700, 700), 60).convert("RGBA").save(buffer, "PNG")
    await kit.objects.put("seals/bench", buffer.getvalue())
    await SealImage.create(station=STATION, object="seals/bench", sha256="", kept_at=now(), by="bench")
    return buffer.getvalue()


def ours(kit: Kit, stamps: TimeStamps) -> Seal:
    """The slice's own way."""

    async def seal(pdfs: list[bytes]) -> list[bytes]:
        papers = [ToSeal(pdf, (PLACE,)) for pdf in pdfs]
        made = await seal_set(kit, stamps, papers, station=STATION, station_name=NAME, reason="办结")
        return [one.pdf for one in made]

    return seal


async def pyhankos(kit: Kit, url: str, png: bytes) -> Seal:
    """pyHanko's way: the platform's signer adds what is needed for years."""
    authority = await ensure_authority(kit)
    root = x509.Certificate.load(authority.certificate.public_bytes(Encoding.DER))
    stamps = HTTPTimeStamper(url)

    async def signer(holder) -> SimpleSigner:
        raw = private_key(kit, holder).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        own = x509.Certificate.load(holder.certificate.public_bytes(Encoding.DER))
        return SimpleSigner(own, keys.PrivateKeyInfo.load(raw), SimpleCertificateStore.from_certs([root]))

    station, platform = (
        await signer(await holder_for_station(kit, STATION, NAME)),
        await signer(await holder_for_platform(kit)),
    )
    trusted = [root, *(x509.Certificate.load(one) for one in _roots())]

    def sign(pdf: bytes) -> bytes:
        style = StaticStampStyle(border_width=0, background=PdfImage(Image.open(io.BytesIO(png))), background_opacity=1)
        place = SigFieldSpec("station", on_page=0, box=(400, 83, 519, 202))
        once = PdfSignatureMetadata("station", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", reason="办结")
        first = PdfSigner(once, station, timestamper=stamps, stamp_style=style, new_field_spec=place)
        out = first.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), in_place=False)
        context = ValidationContext(trust_roots=trusted, crls=[listed], allow_fetching=False)
        years = PdfSignatureMetadata(
            "platform", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", embed_validation_info=True,
            use_pades_lta=True, validation_context=context,
        )  # fmt: skip
        second = PdfSigner(years, platform, timestamper=stamps)
        return bytes(second.sign_pdf(IncrementalPdfFileWriter(out)).getbuffer())

    listed = await revocation_list(kit)

    async def seal(pdfs: list[bytes]) -> list[bytes]:
        return await kit.pools.in_thread(lambda: [sign(pdf) for pdf in pdfs])

    return seal


def _roots() -> list[bytes]:
    return [der for _, _, der in pem.unarmor(SANDBOX_ROOT.read_bytes(), multiple=True)]


async def timed(seal: Seal, pdfs: list[bytes]) -> tuple[float, float]:
    """Seconds on the wall, and seconds of this process's own work."""
    start, worked = time.perf_counter(), time.process_time()
    await seal(pdfs)
    return time.perf_counter() - start, time.process_time() - worked


async def compare(rounds: int) -> None:
    """Print both, by turns, and the ratio."""
    pdfs = eight()
    with outside() as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(folder=Path(folder) / "var", timestamp_url=url, timestamp_ca=SANDBOX_ROOT)
        async with open_machine(settings) as kit:
            stamps = open_timestamps(url, SANDBOX_ROOT)
            assert stamps is not None
            mine, base = ours(kit, stamps), await pyhankos(kit, url, await picture(kit))
            assert {(await check_pdf(kit, pdf)).verdict for pdf in await mine(pdfs)} == {"intact"}
            await base(pdfs)
            pairs = [(await timed(mine, pdfs), await timed(base, pdfs)) for _ in range(rounds)]
            await stamps.close()
    for name, side in (("ours", 0), ("pyHanko's own", 1)):
        walls = sorted(pair[side][0] for pair in pairs)
        work = median(pair[side][1] for pair in pairs)
        p95 = walls[min(len(walls) - 1, int(len(walls) * 0.95))]
        walked, late, worked = (f"{seconds * 1000:6.0f} ms" for seconds in (median(walls), p95, work))
        print(f"{name:14} 8 papers   median {walked}   p95 {late}   CPU {worked}")
    print(f"ratio {median(a[0] for a, _ in pairs) / median(b[0] for _, b in pairs):.2f}")


if __name__ == "__main__":
    asyncio.run(compare(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
