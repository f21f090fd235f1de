"""Making an export ready (准备调取): every package is checked before anything is promised."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from backend.archive.errors import ArchiveBroken
from backend.archive.keeping.vault import keep_package
from backend.archive.models import Archive, Export
from backend.archive.package.pack import left_out
from backend.archive.shelf import rows_between
from backend.archive.verifying.verify import opened, vault_bytes
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.tools import Kit

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One archive of an export: ``file`` is its path in the ZIP, ``package`` its place in the vault."""

    transfer: str
    number: str
    station: str
    closed_at: str
    file: str
    size: int
    sha256: str
    manifest_sha256: str
    package: str


async def prepare_export(kit: Kit, export: str) -> None:
    """Check every archive of the period and write down what will be handed out; stop at the first that is broken.

    Idempotent. Reads every package once, one at a time.
    """
    row = await Export.get_or_none(public_id=export)
    if row is None or row.state != "waiting":
        return
    found, wrong, last = [], "", 0
    period = await rows_between(row.scope, row.first_day, row.last_day)
    while not wrong and (rows := await period.filter(id__gt=last).limit(PAGE)):
        for one in rows:
            try:
                found.append(await _entry(kit, one))
            except ArchiveBroken as broken:
                wrong = f"{one.number}：{broken.facts['what']}"
                break
        last = rows[-1].id
    await _settle(kit, row, found, wrong)


def entries_of(raw: bytes) -> list[Entry]:
    """The list as it was written."""
    return [Entry(**one) for one in json.loads(raw)]


async def _entry(kit: Kit, row: Archive) -> Entry:
    found = await opened(kit, row)
    if row.packed_at is None or row.left_out != len(await left_out(kit, found)):
        await keep_package(kit, row.public_id)
        row = await Archive.get(id=row.id)
    await vault_bytes(kit, row)
    return Entry(
        transfer=row.transfer,
        number=row.number,
        station=row.station,
        closed_at=row.closed_at.isoformat(),
        file=f"packages/{row.number}.zip",
        size=row.package_size,
        sha256=row.package_sha256,
        manifest_sha256=row.manifest_sha256,
        package=row.package_object,
    )


async def _settle(kit: Kit, row: Export, found: list[Entry], wrong: str) -> None:
    raw = json.dumps([asdict(one) for one in found], ensure_ascii=False).encode()
    digest = sha256(raw).hexdigest()
    key = f"exports/{row.public_id}/{digest}"
    if not wrong:
        await kit.vault.put(key, raw)
    async with unit_of_work(SYSTEM) as work:
        told = {
            "state": "broken" if wrong else "ready",
            "archives": len(found) if not wrong else row.archives,
            "bytes": sum(one.size for one in found),
            "list_object": "" if wrong else key,
            "list_sha256": "" if wrong else digest,
            "wrong": wrong[:400],
            "ready_at": clock.now(),
        }
        if await Export.filter(id=row.id, state="waiting").update(**told):
            facts = {"archives": len(found), "list_sha256": told["list_sha256"], "wrong": wrong[:80]}
            await work.record("archive.export_made", f"export:{row.public_id}", **facts)
