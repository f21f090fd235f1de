"""The association's monthly archive (协会月度归档): the evidence packages of a month over all stations, and their list.

It lies in a repository as backups do, sealed and signed; unpacked it is a folder of packages with the verifier beside
them, of use without the platform.
"""

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from backend import archive
from backend.backups.create import Bench, at_work, named
from backend.backups.errors import BackupBroken, NoSuchMonth
from backend.backups.packages.bulk import (
    ASSOCIATION,
    HOWTO,
    LIST,
    VERIFIER,
    Line,
    Package,
    closed_between,
    howto,
    list_file,
    packages_of,
)
from backend.backups.repository import INVENTORIES, MONTH, Entry, Held, Manifest, Place, Repository, speaking_of
from backend.backups.restore import Restored, begin, end
from backend.kit import clock, ids
from backend.kit.files import write_durably
from backend.kit.secrets import KeyRing
from backend.kit.tools import Kit

STORE = "packages"
SHAPE = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """One month that is over."""

    first: date
    last: date

    @classmethod
    def of(cls, text: str) -> "Month":
        """``2026-10``; NoSuchMonth for anything else, and for a month that is not over."""
        if not SHAPE.fullmatch(text) or text >= f"{clock.today():%Y-%m}":
            raise NoSuchMonth(month=text[:20])
        year, month = int(text[:4]), int(text[5:])
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


async def create_month(kit: Kit, place: Place, ring: KeyRing, text: str) -> Manifest:
    """Put the packages of the month ``text`` (``2026-10``) into ``place``.

    Safe to stop anywhere and to do again. A package that is damaged is named and left out. Raises NoSuchMonth and what
    :func:`backend.backups.create.create` raises.
    """
    month = Month.of(text)
    began = clock.now()
    async with at_work(kit.settings.folder, place, ring, MONTH) as bench:
        rows = await closed_between(ASSOCIATION, month.first, month.last)
        lines = [await _keep(bench, one) async for one in packages_of(kit, rows)]
        index = json.dumps({"month": text, "lines": lines}, ensure_ascii=False, sort_keys=True).encode()
        digest, _ = await bench.repository.put_piece(INVENTORIES, index)
        parts, size = await bench.repository.write_inventory(bench.inventory, ())
        manifest = Manifest(
            name=f"{text}-{ids.letters(4).lower()}",
            tier=MONTH,
            made_at=began.isoformat(),
            ring=bench.repository.ring_id,
            database=None,
            inventory=parts,
            held=bench.inventory.totals() or {STORE: Held(0, 0)},
            added=Held(bench.written.count, bench.written.bytes + size),
            damaged=named(bench.written.damaged),
            month=text,
            index=digest,
        )
        return await bench.repository.add_manifest(manifest)


async def _keep(bench: Bench, one: Package) -> dict[str, object]:
    """Store one package; its line of the index, with the key under which it lies."""
    if one.damaged:
        bench.written.damaged.append(f"{one.line.number}（{one.line.state}）")
    if not one.data:
        return {"key": "", **one.line.as_dict()}
    entry = Entry(f"{STORE}/{one.archive.id}/{one.line.sha256}", one.line.size, one.line.sha256)
    if await bench.repository.sealed.put(entry.key, one.data):
        bench.written.count += 1
        bench.written.bytes += one.line.size
    bench.inventory.copied(entry, 1)
    return {"key": entry.key, **one.line.as_dict()}


async def unpack(repository: Repository, name: str, into: Path) -> Restored:
    """Write a monthly archive into the empty folder ``into``: packages, list, verifier. Cut short, it goes on.

    A package that is missing or altered is left out and named. Raises NoBackup, BackupBroken, FolderNotEmpty,
    BackupDiskFull, PlaceTrouble.
    """
    manifest = await repository.manifest(name)
    restored = Restored(manifest)
    index = await repository.piece(INVENTORIES, manifest.index, f"{manifest.month} 月度归档的目录")
    lines = json.loads(index)["lines"]
    with speaking_of(str(into)):
        begin(into, manifest.name)
        for told in lines:
            key, line = told.pop("key"), Line(**told)
            if key:
                await _write(repository, Entry(key, line.size, line.sha256), into / line.file, restored)
        write_durably(into / VERIFIER, archive.program(), replace=True)
        write_durably(into / LIST, list_file([Line(**told) for told in lines]), replace=True)
        title = f"车务通 {manifest.month} 月度归档：全部登记服务站，共 {len(lines)} 笔业务"
        write_durably(into / HOWTO, howto(title, chained=True), replace=True)
        end(into)
    return restored


async def _write(repository: Repository, entry: Entry, file: Path, restored: Restored) -> None:
    try:
        data = await repository.object(entry)
    except BackupBroken as broken:
        restored.wrong.append(f"{file.name}：{broken.facts['what']}")
        return
    write_durably(file, data, replace=True)
    restored.objects += 1
