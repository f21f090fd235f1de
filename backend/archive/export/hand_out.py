"""Handing an export out (交付调取): one ZIP, written while it goes, one package in memory at a time."""

import zipfile
from collections.abc import AsyncIterator, Sequence
from hashlib import sha256

from backend.archive.errors import ArchiveBroken, ExportNotReady
from backend.archive.export.ask import ExportFact, export_fact, reached_export
from backend.archive.export.prepare import Entry, entries_of
from backend.archive.models import Archive, Export
from backend.archive.package.pack import READABLE, UNIX, ZIP_MOMENT
from backend.archive.package.parts import VERIFIER, program
from backend.kit.actor import Actor
from backend.kit.database import unit_of_work
from backend.kit.errors import Fault
from backend.kit.tools import Kit

# Audit lines in one transaction: others wait no longer than that takes.
AT_ONCE = 50
NOT_READY = {
    "waiting": "还在准备，通常几分钟，请稍后刷新。",
    "broken": "其中有档案与归档时不一致，请先核查。",
    "over": "已超过 7 天，请重新提出调取。",
}
READ_ME = """二手车过户电子档案 批量调取

packages 文件夹里每个 ZIP 是一笔过户的证据包，调取清单（xlsx、csv 内容相同）列出各包的编号和 SHA-256。
解压本文件后，在其中运行下面的命令，可在没有网络的电脑上逐个核验（需要 Python 3.8 或更高版本）：

    python3 verify.py --each packages

显示“完好”的，每件材料都与归档时一致并由平台签名。请把显示的签名公钥与平台公布的公钥核对。
各包内含个人信息，请按依法调取的用途使用，妥善保管。
"""


async def export_to_hand_out(kit: Kit, actor: Actor, export: str) -> tuple[ExportFact, list[Entry]]:
    """A ready export and its list, checked against the vault's rows now. Raises ExportNotReady, NoArchive."""
    row = await reached_export(actor, export)
    fact = export_fact(row)
    if fact.state != "ready":
        raise ExportNotReady(why=NOT_READY[fact.state])
    entries = entries_of(await _list(kit, row))
    numbers = [one.transfer for one in entries]
    now = dict(await Archive.filter(transfer__in=numbers, disposed_at=None).values_list("transfer", "package_object"))
    if any(now.get(one.transfer) != one.package for one in entries):
        raise ExportNotReady(why="其中有档案在准备之后重新封装或已处置，请重新提出调取。")
    return fact, entries


async def note_handing_out(actor: Actor, request: str, export: str, entries: Sequence[Entry]) -> None:
    """Write into the audit chain that the export leaves, and of each archive that it is in it."""
    async with unit_of_work(actor, request) as work:
        row = await Export.select_for_update().get(public_id=export)
        row.fetched += 1
        await row.save(update_fields=["fetched"])
        facts = {"archives": len(entries), "list_sha256": row.list_sha256}
        await work.record("archive.export_fetched", f"export:{export}", **facts)
    for start in range(0, len(entries), AT_ONCE):
        async with unit_of_work(actor, request) as work:
            for one in entries[start : start + AT_ONCE]:
                await work.record("archive.exported", one.transfer, export=export, package_sha256=one.sha256)


async def zip_of(kit: Kit, entries: Sequence[Entry], sheets: dict[str, bytes]) -> AsyncIterator[bytes]:
    """The ZIP in pieces: read-me, verifier, ``sheets`` by name, then each package, checked as it goes.

    Raises ArchiveBroken in the middle when a package was altered meanwhile: what was sent then is no whole ZIP.
    """
    spool = _Spool()
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_STORED) as whole:
        for name, data in {"说明.txt": READ_ME.encode("utf-8-sig"), VERIFIER: program(), **sheets}.items():
            whole.writestr(_named(name), data)
        yield spool.taken()
        for one in entries:
            data = await kit.vault.get(one.package)
            if sha256(data).hexdigest() != one.sha256:
                raise ArchiveBroken(what="证据包的内容被改动")
            whole.writestr(_named(one.file), data)
            yield spool.taken()
    yield spool.taken()


class _Spool:
    """What the ZIP's writer wrote since it was last asked; it cannot go back, so sizes follow their data."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing lies in between."""

    def close(self) -> None:
        """Nothing to close."""

    def taken(self) -> bytes:
        whole, self._pieces = b"".join(self._pieces), []
        return whole


def _named(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_MOMENT)
    entry.create_system, entry.external_attr = UNIX, READABLE << 16
    return entry


async def _list(kit: Kit, row: Export) -> bytes:
    try:
        raw = await kit.vault.get(row.list_object)
    except Fault:
        raise ExportNotReady(why="清单已损坏，请重新提出调取。") from None
    if sha256(raw).hexdigest() != row.list_sha256:
        raise ExportNotReady(why="清单已损坏，请重新提出调取。")
    return raw
