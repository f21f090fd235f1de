"""Verifying archives (核验档案): bytes, manifest, Merkle root, signature, chain and audit line computed again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from backend.archive.close import BEGINNING, facts_of_row
from backend.archive.errors import ArchiveBroken, NoArchive
from backend.archive.models import Archive, ArchivePart
from backend.archive.package.offline import VERSION, manifest_message, merkle_root, stamped
from backend.archive.package.parts import FOLDER, Part, stored_bytes
from backend.kit import audit
from backend.kit.errors import Fault
from backend.kit.objects import ObjectMissing
from backend.kit.tools import Kit

PAGE = 200
# What the audit chain must say of an archive, as often as it happened.
SPOKEN_OF = ("archive.closed", "archive.stamped", "archive.packaged", "archive.disposed")
Told = Sequence[dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A manifest that is what was signed: its bytes, what it says, its parts (none in version 1)."""

    raw: bytes
    manifest: dict[str, Any]
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Verified:
    """How many archives and parts hold, and the first thing that is wrong: whose number, and what, in Chinese.

    ``disposed`` of the archives were disposed of in the ordered way (已按规定处置): their list holds, their parts went.
    """

    archives: int
    parts: int
    number: str = ""
    wrong: str = ""
    disposed: int = 0


async def verify_one(kit: Kit, number: str) -> Verified:
    """Verify the archive of that number, and that it follows the one before it. Raises NoArchive."""
    row = await Archive.filter(number=number).first() if len(number) <= _longest_number() else None
    if row is None:
        raise NoArchive
    return await _verify_row(kit, row)


async def verify_archive(kit: Kit, transfer: str) -> Verified:
    """Verify the archive of a transfer, and that it follows the one before it. Raises NoArchive."""
    row = await Archive.get_or_none(transfer=transfer)
    if row is None:
        raise NoArchive
    return await _verify_row(kit, row)


async def _verify_row(kit: Kit, row: Archive) -> Verified:
    before = await Archive.filter(id__lt=row.id).order_by("-id").first()
    try:
        count = await _verify(kit, row, before.manifest_sha256 if before else BEGINNING, None)
    except ArchiveBroken as broken:
        return Verified(0, 0, row.number, str(broken.facts["what"]))
    return Verified(1, count, disposed=int(row.disposed_at is not None))


async def verify_all(kit: Kit) -> Verified:
    """Verify every archive in the order in which they were closed, up to the first that is wrong."""
    disposed = await audit.disposed_objects()
    vouched = set(await audit.subjects_of("archive.closed"))
    archives, parts, ended, last, previous = 0, 0, 0, 0, BEGINNING
    while rows := await Archive.filter(id__gt=last).order_by("id").limit(PAGE):
        for row in rows:
            try:
                parts += await _verify(kit, row, previous, disposed)
            except ArchiveBroken as broken:
                return Verified(archives, parts, row.number, str(broken.facts["what"]), ended)
            ended += row.disposed_at is not None
            archives, last, previous = archives + 1, row.id, row.manifest_sha256
            vouched.discard(row.transfer)
    if vouched:
        return Verified(archives, parts, min(vouched), "审计链记有它的归档，档案却不见了", ended)
    return Verified(archives, parts, disposed=ended)


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


async def stamp_bytes(kit: Kit, row: Archive) -> bytes:
    """The archive's time-stamp token, stating the hash of its manifest, else ArchiveBroken."""
    token = await stored_bytes(kit, row.stamp_object, "时间戳")
    try:
        fits = sha256(token).hexdigest() == row.stamp_sha256 and stamped(token)[0].hex() == row.manifest_sha256
    except ValueError:
        fits = False
    if not fits:
        raise ArchiveBroken(what="时间戳与目录不符")
    return token


async def vault_bytes(kit: Kit, row: Archive) -> bytes:
    """The archive's package as it was put into the vault, else ArchiveBroken."""
    try:
        data = await kit.vault.get(row.package_object)
    except ObjectMissing:
        raise ArchiveBroken(what="证据包不见了") from None
    except Fault:
        raise ArchiveBroken(what="证据包已损坏，无法解密") from None
    if len(data) != row.package_size or sha256(data).hexdigest() != row.package_sha256:
        raise ArchiveBroken(what="证据包的内容被改动")
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
    await _check_index(row, found)
    told = await audit.vouched(row.transfer, SPOKEN_OF)
    closed = told["archive.closed"][0] if told["archive.closed"] else None
    if closed is None:
        raise ArchiveBroken(what="审计链中没有它的归档记录，或记录被改动")
    if tuple(closed[name] for name in ("archive", "object", "sha256", "parts")) != (
        *(row.public_id, row.manifest_object, row.manifest_sha256, row.parts),
    ):
        raise ArchiveBroken(what="与审计链中的归档记录不符")
    await _check_stamp(kit, row, told["archive.stamped"])
    await _check_end(kit, row, told["archive.packaged"], told["archive.disposed"])
    return len(found.parts)


async def _check_index(row: Archive, found: Opened) -> None:
    """The table that finds archives by object says what the manifest says; older archives are not in it yet."""
    listed = await ArchivePart.filter(archive=row.public_id).values_list("kind", "object")
    if (listed or row.packed_at) and sorted(listed) != sorted((part.kind, part.object) for part in found.parts):
        raise ArchiveBroken(what="材料索引与目录不符")


async def _check_stamp(kit: Kit, row: Archive, spoken: Told) -> None:
    kept = [row.stamp_object, row.stamp_sha256, row.stamped_at and row.stamped_at.isoformat()]
    line = spoken[-1] if spoken else {"object": "", "sha256": "", "at": None}
    if line is None or [line[name] for name in ("object", "sha256", "at")] != kept:
        raise ArchiveBroken(what="登记的时间戳与审计链不符")
    if row.stamp_object:
        await stamp_bytes(kit, row)


async def _check_end(kit: Kit, row: Archive, packaged: Told, disposed: Told) -> None:
    """The package in the vault is the one that the audit chain knows; one that was disposed of left none."""
    ended = row.disposed_at.isoformat() if row.disposed_at else None
    if [line and line["at"] for line in disposed] != ([ended] if ended else []):
        raise ArchiveBroken(what="登记的处置与审计链不符")
    kept = [row.package_object, row.package_sha256, row.left_out, row.packed_at and row.packed_at.isoformat()]
    line = packaged[-1] if packaged else {"package": "", "package_sha256": "", "left_out": 0, "at": None}
    if line is None or [line[name] for name in ("package", "package_sha256", "left_out", "at")] != kept:
        raise ArchiveBroken(what="登记的证据包与审计链不符")
    if row.package_object and not ended:
        await vault_bytes(kit, row)


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
