"""How long people wait from the last signature to eight sealed, readable PDFs.

    .venv/bin/python -m tests.bench.bench_sealed_sets [rounds]

The whole way is measured: the job of the outbox, ink, two seals under each paper, objects on the disk, the database,
and every PDF opened again. Once without a time-stamp authority (B-B), once with the sandbox's over loopback (B-LTA: two
signatures and the whole file stamped, 24 time-stamps for a set). The baseline of the same run draws the eight with
every signature in its place and sets one bare pyHanko signature under each, keeping nothing.
"""

import asyncio
import datetime
import io
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from pathlib import Path
from statistics import quantiles
from typing import Any

import pypdfium2
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, sign_pdf
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from backend.app import open_machine
from backend.documents import pdf_of, set_facts
from backend.documents.models import DocumentSet
from backend.documents.render import render
from backend.documents.render.sample import signature
from backend.gateways.timestamps import open_timestamps
from backend.kit import clock
from backend.kit.jobs import Relay
from backend.kit.tools import Kit
from backend.sandbox.world import Options
from backend.serving import SANDBOX_ROOT
from backend.settings import Settings
from tests.sandbox.running import running
from tests.support.sets import all_eight, everybody_signs, shown, tools_of

LONGEST_SECONDS = 60


async def one(kit: Kit, number: int, level: str) -> float:
    """Seconds from the last signature until all eight were opened."""
    set_id = await shown(kit, transfer=f"bench{number}")
    await everybody_signs(set_id)
    start = clock.monotonic()
    while not await DocumentSet.filter(public_id=set_id, state="finished").exists():
        assert clock.monotonic() - start < LONGEST_SECONDS, (await set_facts(set_id)).reason
        await asyncio.sleep(0.005)
    for document in (await set_facts(set_id)).documents:
        _, pdf = await pdf_of(kit, document.id)
        with pypdfium2.PdfDocument(pdf) as opened:
            assert len(opened) == document.pages
        assert document.seal and document.seal.level == level
    return clock.monotonic() - start


def own_signer() -> SimpleSigner:
    """A key and a certificate of its own, kept between signatures."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, at = Name([NameAttribute(NameOID.COMMON_NAME, "bare")]), clock.now()
    made = (
        CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + datetime.timedelta(days=1))
        .sign(key, SHA256())
    )
    coded = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = x509.Certificate.load(made.public_bytes(Encoding.DER))
    return SimpleSigner(certificate, keys.PrivateKeyInfo.load(coded), SimpleCertificateStore())


def bare(signer: SimpleSigner) -> float:
    """Seconds to draw the eight with every signature and to set one bare signature under each."""
    mark, start = signature("林卖"), clock.monotonic()
    for request in all_eight():
        places = [field.name for field in fields(request.data) if field.name.endswith("_signature")]
        drawn = render(request.kind, replace(request.data, **dict.fromkeys(places, mark)))
        writer = IncrementalPdfFileWriter(io.BytesIO(drawn.pdf))
        sign_pdf(writer, PdfSignatureMetadata(field_name="bare", md_algorithm="sha256"), signer)
    return clock.monotonic() - start


@asynccontextmanager
async def worker(kit: Kit, timestamps: Any) -> AsyncIterator[None]:
    """A relay that looks for jobs, as the served platform has one."""
    relay = Relay(tools_of(kit, timestamps), alone=True)
    await relay.open()
    try:
        yield
    finally:
        await relay.close()


def show(name: str, times: list[float], base: list[float]) -> None:
    """p50, p95, and the ratio of the medians."""
    cuts = quantiles(times, n=20, method="inclusive")
    ratio = cuts[9] / quantiles(base, n=2, method="inclusive")[0]
    print(f"{name:34} p50 {cuts[9]:6.3f} s   p95 {cuts[18]:6.3f} s   ratio to bare {ratio:5.2f}", flush=True)


async def compare(rounds: int, authority: str) -> None:
    """Both levels and the baseline, by turns so that a busy machine slows all of them."""
    signer, took = own_signer(), {"B-B": [], "B-LTA": []}  # type: dict[str, list[float]]
    base: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(folder=Path(folder) / "var", timestamp_url=authority, timestamp_ca=SANDBOX_ROOT)
        stamps = open_timestamps(settings.timestamp_url, settings.timestamp_ca)
        assert stamps
        async with open_machine(settings) as kit:
            for number in range(rounds + 1):
                for level, timestamps in (("B-B", None), ("B-LTA", stamps)):
                    async with worker(kit, timestamps):
                        took[level].append(await one(kit, 2 * number + bool(timestamps), level))
                base.append(await asyncio.to_thread(bare, signer))
        await stamps.close()
    # The first round starts processes, reads fonts and issues certificates.
    print(f"{'drawing and one bare signature':34} p50 {sorted(base[1:])[len(base[1:]) // 2]:6.3f} s for eight")
    for level, times in took.items():
        show(f"eight sealed papers, {level}", times[1:], base[1:])


if __name__ == "__main__":
    with running(Options()) as sandbox:
        asyncio.run(compare(int(sys.argv[1]) if len(sys.argv) > 1 else 20, f"{sandbox.url}/tsa"))
