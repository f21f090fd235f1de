"""What leaves the archive (取出档案): the evidence package as one ZIP, and all documents as one PDF to print."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from backend.archive.errors import ArchiveTooOld, NoArchive
from backend.archive.models import Archive
from backend.archive.offline import MANIFEST, PUBLIC_KEY, SIGNATURE, disposal_message, public_key_pem, written
from backend.archive.verify import Opened, missing_for_good, opened, part_bytes
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


async def evidence_package(kit: Kit, transfer: str) -> Download:
    """Everything in a transfer's archive with its manifest, signature, public key and verifier, as one ZIP.

    Deterministic. Reads and checks every part, so call it outside a unit of work. Raises NoArchive, ArchiveBroken,
    ArchiveTooOld.
    """
    row, found = await _opened(kit, transfer)
    files: dict[str, bytes] = {}
    disposed: list[dict[str, str]] = []
    for part in found.parts:
        if at := await missing_for_good(kit, part, None):
            disposed.append({"path": part.path, "at": at})
        else:
            files[part.path] = await part_bytes(kit, part)
    files[MANIFEST] = found.raw
    files[SIGNATURE] = _signature(kit, row, found.manifest, disposed)
    files[PUBLIC_KEY] = public_key_pem(bytes.fromhex(found.manifest["key"]["public_key"]))
    data = await kit.pools.in_thread(_zipped, files)
    return Download(f"{row.number}-证据包.zip", data, row.manifest_sha256)


async def papers_to_print(kit: Kit, transfer: str) -> Download:
    """The documents as they are in force, one after the other in one PDF, each with a bookmark.

    Raises NoArchive, ArchiveBroken, ArchiveTooOld.
    """
    row, found = await _opened(kit, transfer)
    papers = [part for part in found.parts if part.kind.startswith("document:")]
    bodies = [(part.title, await part_bytes(kit, part)) for part in papers]
    return Download(f"{row.number}-文书.pdf", await kit.pools.in_thread(_merged, bodies), row.manifest_sha256)


async def _opened(kit: Kit, transfer: str) -> tuple[Archive, Opened]:
    row = await Archive.get_or_none(transfer=transfer)
    if row is None:
        raise NoArchive
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
                    whole.pages.extend(paper.pages)
                    version = max(version, paper.pdf_version)
        whole.Root.PageMode = pikepdf.Name.UseOutlines
        whole.save(buffer, min_version=version, deterministic_id=True)
    return buffer.getvalue()
