"""Database, audit chain, accounts, catalogue, backups (机器维护命令)."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pyotp

from backend.app import SLICES, open_keys, open_machine
from backend.kit import audit, database
from backend.kit.actor import SYSTEM, Role
from backend.kit.database.connection import make_migrations as write_migrations
from backend.kit.errors import Refusal
from backend.kit.tools import Kit
from backend.settings import Settings
from backend.vehicles import Sighting


def _on_the_machine(settings: Settings, act: Callable[[Kit], Awaitable[int]]) -> int:
    async def run() -> int:
        async with open_machine(settings) as kit:
            return await act(kit)

    return asyncio.run(run())


def migrate_database(settings: Settings) -> int:
    """Apply what is missing and say so; opening the machine already migrates."""

    async def done(kit: Kit) -> int:
        print("数据库已是最新。")
        return 0

    return _on_the_machine(settings, done)


def make_migrations(settings: Settings) -> int:
    """Write the migrations that changed models need, and print where."""

    async def run() -> list[str]:
        open_keys(settings, must_exist=False)
        await database.open_database("sqlite://:memory:", SLICES)
        try:
            return await write_migrations("sqlite://:memory:", SLICES)
        finally:
            await database.close_database()

    settings.folder.mkdir(parents=True, exist_ok=True)
    for file in asyncio.run(run()) or ["nothing changed"]:
        print(file)
    return 0


def verify_audit(settings: Settings) -> int:
    """Print how much of the chain holds; exit status 1 with the first break."""

    async def verify(kit: Kit) -> int:
        held, broken = await audit.verify(kit.objects)
        if broken:
            print(f"审计链在第 {broken.seq} 条断开：{broken.why}（之前 {held} 条完好）", file=sys.stderr)
            return 1
        print(f"审计链完好：{held} 条记录及其所指文件均未被改动。")
        return 0

    return _on_the_machine(settings, verify)


def verify_archives(settings: Settings, number: str | None) -> int:
    """Verify the archive of that number, or all; exit status 1 with the first thing wrong."""
    from backend.archive.verifying.command import verify

    return _on_the_machine(settings, lambda kit: verify(kit, number))


def add_administrator(settings: Settings, account: str, name: str) -> int:
    """Add an administrator and print what that person needs to sign in, which is not shown again."""

    async def add(kit: Kit) -> int:
        from backend.stations import add_staff

        try:
            async with database.unit_of_work(SYSTEM) as work:
                made = await add_staff(work, username=account, name=name, role=Role.ADMINISTRATOR)
        except Refusal as refusal:
            print(refusal.sentence, file=sys.stderr)
            return 1
        print(f"账号：{account}\n初始密码：{made.password}（首次登录后请修改）\n动态口令密钥：{made.totp_uri}")
        return 0

    return _on_the_machine(settings, add)


def demo_code(settings: Settings, account: str) -> int:
    """Print the code that an authenticator app would show for a demo account."""
    file = settings.folder / "demo_accounts.json"
    if not file.is_file():
        print("没有演示账号：请先运行 make run。", file=sys.stderr)
        return 1
    for one in json.loads(file.read_text()):
        if one["account"] == account:
            print(pyotp.TOTP(one["totp_secret"]).now())
            return 0
    print(f"没有名为 {account} 的演示账号。", file=sys.stderr)
    return 1


def back_up(settings: Settings, options: argparse.Namespace) -> int:
    """Run ``cwt backup``: all but ``create`` need the key ring and no machine."""
    from backend.backups.command import run

    return run(settings, options, open_machine)


def import_catalogue(settings: Settings, file: Path, report: Path | None) -> int:
    """Import factory models from a CSV or XLSX file; stopped half-way, running it again goes on."""
    from backend.vehicles.command import import_file

    return _on_the_machine(settings, lambda kit: import_file(kit, file, report))


def search_catalogue(settings: Settings, sighting: Sighting, limit: int) -> int:
    """Print the catalogue's candidates for what was read of a car."""
    from backend.vehicles.lookup.command import search

    return _on_the_machine(settings, lambda kit: search(sighting, limit))
