"""Verifying archives (核验档案): bytes, manifest, Merkle root, signature, chain and audit line computed again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from backend.archive.close import BEGINNING, facts_of_row
from backend.archive.errors import ArchiveBroken, NoArchive
from backend.archive.models import Archive
from backend.archive.offline import VERSION, manifest_message, merkle_root
from backend.archive.parts import FOLDER, Part, stored_bytes
from backend.kit import audit
from backend.kit.tools import Kit

PAGE = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A manifest that is what was signed: its bytes, what it says, its parts (none in version 1)."""

    raw: bytes
    manifest: dict[str, Any]
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Verified:
    """How many archives and parts hold, and the first thing that is wrong: whose number, and what, in Chinese."""

    archives: int
    parts: int
    number: str = ""
    wrong: str = ""


async def verify_one(kit: Kit, number: str) -> Verified:
    """Verify the archive of that number, and that it follows the one before it. Raises NoArchive."""
    row = await Archive.filter(number=number).first() if len(number) <= _longest_number() else None
    if row is None:
        raise NoArchive
    before = await Archive.filter(id__lt=row.id).order_by("-id").first()
    try:
        count = await _verify(kit, row, before.manifest_sha256 if before else BEGINNING, None)
    except ArchiveBroken as broken:
        return Verified(0, 0, row.number, str(broken.facts["what"]))
    return Verified(1, count)


async def verify_all(kit: Kit) -> Verified:
    """Verify every archive in the order in which they were closed, up to the first that is wrong."""
    disposed = await audit.disposed_objects()
    vouched = set(await audit.subjects_of("archive.closed"))
    archives, parts, last, previous = 0, 0, 0, BEGINNING
    while rows := await Archive.filter(id__gt=last).order_by("id").limit(PAGE):
        for row in rows:
            try:
                parts += await _verify(kit, row, previous, disposed)
            except ArchiveBroken as broken:
                return Verified(archives, parts, row.number, str(broken.facts["what"]))
            archives, last, previous = archives + 1, row.id, row.manifest_sha256
            vouched.discard(row.transfer)
    if vouched:
        return Verified(archives, parts, min(vouched), "审计链记有它的归档，档案却不见了")
    return Verified(archives, parts)


async def opened(kit: Kit, row: Archive) -> Opened:
    """The manifest of ``row``, once hash, Merkle root, signature and the row itself agree; else ArchiveBroken."""
    raw = await stored_bytes(kit, row.manifest_object, "目录")
    if sha256(raw).hexdigest() != row.manifest_sha256:
        raise ArchiveBroken(what="目录与登记的摘要不符")
    manifest = json.loads(raw)
    version = manifest.get("version", 1)
    said = facts_of_row(row)
    if version == 1:
        # A manifest of version 1 has no root, no key and no places of its parts.
        said = {name: said[name] for name in ("transfer", "number", "station", "previous")}
    if any(manifest[name] != value for name, value in said.items()) or row.manifest_object != _place_of(row):
        raise ArchiveBroken(what="登记的内容与目录不符")
    if len(manifest["parts"]) != row.parts:
        raise ArchiveBroken(what="登记的件数与目录不符")
    if version == 1:
        return Opened(raw, manifest, ())
    _check_seal(kit, row, raw, manifest)
    return Opened(raw, manifest, [Part(**one) for one in manifest["parts"]])


async def part_bytes(kit: Kit, part: Part) -> bytes:
    """The part's bytes as they were archived, else ArchiveBroken."""
    data = await stored_bytes(kit, part.object, part.title)
    if len(data) != part.size or sha256(data).hexdigest() != part.sha256:
        raise ArchiveBroken(what=f"{part.title}的内容被改动")
    return data


async def missing_for_good(kit: Kit, part: Part, disposed: dict[str, str] | None) -> str:
    """When the part's disposal was recorded, if its bytes are gone for that reason; else nothing."""
    if await kit.objects.exists(part.object):
        return ""
    recorded = await audit.disposed_objects() if disposed is None else disposed
    return recorded.get(part.object, "")


async def _verify(kit: Kit, row: Archive, previous: str, disposed: dict[str, str] | None) -> int:
    """How many parts hold."""
    if row.previous != previous:
        raise ArchiveBroken(what="与前一份档案不相连")
    found = await opened(kit, row)
    for part in found.parts:
        if not await missing_for_good(kit, part, disposed):
            await part_bytes(kit, part)
    line = await audit.vouched("archive.closed", row.transfer)
    if line is None:
        raise ArchiveBroken(what="审计链中没有它的归档记录，或记录被改动")
    told = (line["archive"], line["object"], line["sha256"], line["parts"])
    if told != (row.public_id, row.manifest_object, row.manifest_sha256, row.parts):
        raise ArchiveBroken(what="与审计链中的归档记录不符")
    return len(found.parts)


def _check_seal(kit: Kit, row: Archive, raw: bytes, manifest: dict[str, Any]) -> None:
    if manifest["version"] != VERSION:
        raise ArchiveBroken(what=f"目录的版本 {manifest['version']} 不认识")
    if merkle_root(manifest["parts"]) != manifest["root"]:
        raise ArchiveBroken(what="默克尔根与目录不符")
    try:
        signature = bytes.fromhex(row.signature)
    except ValueError:
        raise ArchiveBroken(what="平台签名不成立") from None
    # Hexadecimal digits have two ways to write a letter, the platform writes one.
    written = signature.hex() == row.signature
    if not (written and kit.notary.verify(manifest_message(raw), signature, manifest["key"]["version"])):
        raise ArchiveBroken(what="平台签名不成立")


def _place_of(row: Archive) -> str:
    return f"{FOLDER}/{row.manifest_sha256}"


def _longest_number() -> int:
    longest: int = Archive._meta.fields_map["number"].max_length  # type: ignore[attr-defined]
    return longest
