"""``cwt person`` (个人信息查询、导出、删除): what one person may ask of the platform; docs/person.md.

Whom it is about is read from a file, a pipe or the keyboard, never from the command line, where it would stay in the
shell's history and in the list of processes. Every act needs an administrator's account, who stands in the audit.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Final

from backend import collection, rights, stations
from backend.app import open_machine
from backend.console.office.audit_words import ACTIONS
from backend.kit.actor import SYSTEM, Actor, Role
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal
from backend.kit.tools import Kit
from backend.rights import Fate, Item, Person
from backend.settings import Settings

ASK: Final = "证件号码、手机号或微信账号编号："
# Two names of one terminal cell each: 必须保留 is as wide as 可以删除.
MARKS: Final = {Fate.GOES: "✓", Fate.STAYS: "✗"}


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run one action; a refusal is said in a sentence, with status 1."""
    try:
        return ACTS[options.action](settings, options)
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1


def export(settings: Settings, options: argparse.Namespace) -> int:
    """Write everything that is held about one person; recorded before anything is written."""
    asked = _asked(options)

    async def act(kit: Kit) -> int:
        async with unit_of_work(await _officer(options.by)) as work:
            person = await rights.find(work, asked)
            told = await rights.gather(work, person)
            if not told.things:
                raise rights.NothingHeld
            facts = {"by": person.by, "things": len(told.things), "files": len(told.files)}
            await work.record("person.exported", person.reference, **facts)
            told.add(await rights.told_before(work, person, ACTIONS))
        missing = await rights.write_export(kit, options.out, told)
        files = len(told.files) - len(missing)
        print(f"已写入 {options.out}：{len(told.things)} 条信息，{files} 个文件，仅当前用户可读。")
        if missing:
            print(f"有 {len(missing)} 个文件已经不在，名单在 data.json 里。", file=sys.stderr)
        print("内容没有加密。请核实申请人身份后当面或加密交付，交付后删除本机上的这一份。")
        return 0

    return _on_the_machine(settings, act)


def erase(settings: Settings, options: argparse.Namespace) -> int:
    """Say what may go and what must stay; with ``--yes`` let go of it."""
    asked = _asked(options)

    async def act(kit: Kit) -> int:
        async with unit_of_work(await _officer(options.by)) as work:
            person = await rights.find(work, asked)
            decided = await (rights.erase if options.yes else rights.plan)(work, person)
            if not decided:
                raise rights.NothingHeld
        _print_plan(person, decided, done=options.yes)
        return 0

    return _on_the_machine(settings, act)


def count(settings: Settings, options: argparse.Namespace) -> int:
    """Print of how many persons a face is stored; status 1 once it must be filed or soon will be."""

    async def act(kit: Kit) -> int:
        faces = await collection.stored_faces(kit)
        print(f"存有人脸照片的人数：{faces.persons:,}（照片所属的采集 {faces.sides:,} 份）")
        print(f"提醒线 {collection.FACES_WARN_AT:,} 人，备案线 {collection.FACES_FILING_AT:,} 人")
        if faces.warning:
            print(faces.warning, file=sys.stderr)
        return 1 if faces.warning else 0

    return _on_the_machine(settings, act)


ACTS: Final[dict[str, Callable[[Settings, argparse.Namespace], int]]] = {
    "export": export,
    "erase": erase,
    "count": count,
}


def _on_the_machine(settings: Settings, act: Callable[[Kit], Awaitable[int]]) -> int:
    async def on_it() -> int:
        async with open_machine(settings) as kit:
            return await act(kit)

    return asyncio.run(on_it())


def _asked(options: argparse.Namespace) -> str:
    """The number: from the file, from a pipe, or typed in."""
    if options.file:
        try:
            return str(options.file.read_text(encoding="utf-8-sig")).strip()
        except (OSError, UnicodeDecodeError):
            raise rights.NobodyNamed from None
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    print(ASK, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


async def _officer(account: str) -> Actor:
    """The administrator of that account, who stands in the audit for what is done. Raises NotAnAdministrator."""
    async with unit_of_work(SYSTEM) as work:
        for one in await stations.list_staff(work):
            if (one.username, one.role, one.active) == (account.strip().lower(), Role.ADMINISTRATOR, True):
                return Actor("staff", one.public_id, frozenset({Role.ADMINISTRATOR}))
    raise rights.NotAnAdministrator(account=account)


def _print_plan(person: Person, decided: list[Item], *, done: bool) -> None:
    for fate in Fate:
        items = [item for item in decided if item.fate is fate]
        if not items:
            continue
        heading = "已删除" if done and fate is Fate.GOES else fate.value
        print(f"{heading}（{len(items)} 项）")
        for item in items:
            until = f"，保存到 {item.until:%Y-%m-%d}" if item.until else ""
            print(f"  {MARKS[fate]} {item.what}{until}\n      {item.reason}")
    goes = any(item.fate is Fate.GOES for item in decided)
    if done and goes:
        print("照片、画面和文书的文件由后台任务删除：平台运行时几秒内完成，没有运行的，下次启动时继续。")
    elif not done and goes:
        print("以上没有改动任何数据。确认申请人身份和删除范围后，加 --yes 执行；删除后不能恢复。")
    elif not goes:
        print("没有可以删除的内容。请把保留的理由告知申请人。")
