"""What leaves the archive (取出档案): the evidence package as one ZIP, and all documents as one PDF to print."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from backend.archive.errors import ArchiveDisposed, ArchiveTooOld, NoArchive
from backend.archive.models import Archive
from backend.archive.package.offline import (
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    STAMP,
    disposal_message,
    public_key_pem,
    written,
)
from backend.archive.verifying.verify import Opened, opened, part_bytes, stamp_bytes, vault_bytes
from backend.kit import audit
from backend.kit.tools import Kit

# The earliest moment that a ZIP can tell: the same archive gives the same bytes, whenever and wherever it is packed.
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out; ``sha256`` is of the manifest it was made from."""

    name: str
    data: bytes
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A package's bytes; ``left_out`` is how many parts had been disposed of on purpose before."""

    data: bytes
    left_out: int


async def evidence_package(kit: Kit, transfer: str) -> Download:
    """Everything in a transfer's archive with its manifest, signature, public key and verifier, as one ZIP.

    The very bytes that lie in the vault, checked; made anew while they are not there yet, or when a part was disposed
    of since. Call it outside a unit of work. Raises NoArchive, ArchiveBroken, ArchiveTooOld,
    ArchiveDisposed.
    """
    row, found = await _opened(kit, transfer)
    stored = row.packed_at is not None and row.left_out == len(await left_out(kit, found))
    data = await vault_bytes(kit, row) if stored else (await pack(kit, row, found)).data
    return Download(f"{row.number}-证据包.zip", data, row.manifest_sha256)


async def pack(kit: Kit, row: Archive, found: Opened) -> Packed:
    """The package made of the parts. Deterministic; reads and checks every part. Raises ArchiveBroken."""
    disposed = await left_out(kit, found)
    files = {part.path: await part_bytes(kit, part) for part in found.parts if part.path not in disposed}
    files[MANIFEST] = found.raw
    told = [{"path": path, "at": at} for path, at in disposed.items()]
    files[SIGNATURE] = _signature(kit, row, found.manifest, told)
    if row.stamp_object:
        files[STAMP] = await stamp_bytes(kit, row)
    files[PUBLIC_KEY] = public_key_pem(bytes.fromhex(found.manifest["key"]["public_key"]))
    return Packed(await kit.pools.in_thread(_zipped, files), len(disposed))


async def left_out(kit: Kit, found: Opened) -> dict[str, str]:
    """Path -> when, of the parts whose bytes were deleted on purpose."""
    missing = [part for part in found.parts if not await kit.objects.exists(part.object)]
    disposed = await audit.disposed_objects() if missing else {}
    return {part.path: disposed[part.object] for part in missing if part.object in disposed}


async def papers_to_print(kit: Kit, transfer: str) -> Download:
    """The documents as they are in force, one after the other in one PDF to print, each with a bookmark.

    A copy to read and print: the electronic seals hold in each document's own file, which the package has.

    Raises NoArchive, ArchiveBroken, ArchiveTooOld,
    ArchiveDisposed.
    """
    row, found = await _opened(kit, transfer)
    papers = [part for part in found.parts if part.kind.startswith("document:")]
    bodies = [(part.title, await part_bytes(kit, part)) for part in papers]
    return Download(f"{row.number}-文书.pdf", await kit.pools.in_thread(_merged, bodies), row.manifest_sha256)


async def _opened(kit: Kit, transfer: str) -> tuple[Archive, Opened]:
    row = await Archive.get_or_none(transfer=transfer)
    if row is None:
        raise NoArchive
    if row.disposed_at:
        raise ArchiveDisposed
    found = await opened(kit, row)
    if not found.parts:
        raise ArchiveTooOld
    return row, found


def _signature(kit: Kit, row: Archive, manifest: Mapping[str, Any], disposed: list[dict[str, str]]) -> bytes:
    told: dict[str, Any] = {
        "algorithm": "Ed25519",
        "public_key": manifest["key"]["public_key"],
        "manifest_sha256": row.manifest_sha256,
        "signature": row.signature,
    }
    if row.stamp_object:
        told["timestamp_sha256"] = row.stamp_sha256
    if disposed:
        message = disposal_message(row.manifest_sha256, disposed)
        told["disposed"] = disposed
        told["disposed_signature"] = kit.notary.sign(message, manifest["key"]["version"]).hex()
    return written(told)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Stored, not compressed: photographs and PDFs hardly shrink, and bytes must not depend on a zlib's version."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, ZIP_MOMENT)
            entry.create_system, entry.external_attr = UNIX, READABLE << 16
            package.writestr(entry, files[name])
    return buffer.getvalue()


def _merged(papers: Sequence[tuple[str, bytes]]) -> bytes:
    buffer, version = io.BytesIO(), ""
    with pikepdf.new() as whole:
        with whole.open_outline() as outline:
            for title, data in papers:
                outline.root.append(pikepdf.OutlineItem(title, len(whole.pages)))
                with pikepdf.open(io.BytesIO(data)) as paper:
                    _flatten(paper)
                    whole.pages.extend(paper.pages)
                    version = max(version, paper.pdf_version)
        whole.Root.PageMode = pikepdf.Name.UseOutlines
        whole.save(buffer, min_version=version, deterministic_id=True)
    return buffer.getvalue()


def _flatten(paper: pikepdf.Pdf) -> None:
    """Make the seals' appearance a part of the page: as fields they would say nothing in another file."""
    paper.flatten_annotations("all")
    for page in paper.pages:
        if "/Annots" in page:
            del page.Annots
    if "/AcroForm" in paper.Root:
        del paper.Root.AcroForm
