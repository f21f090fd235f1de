"""What ``cwt vault`` does (归档库命令): how it stands, the retention lock, moving to another place; docs/keys.md."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from backend.app import open_machine
from backend.gateways.oss import RetentionLock, oss_config, vault_folder
from backend.gateways.oss.opening import VAULT_PREFIX, open_oss
from backend.kit import database
from backend.kit.actor import SYSTEM
from backend.kit.errors import VendorTrouble
from backend.kit.objects import LocalStore, ObjectStore
from backend.settings import Settings

WARNING = """\
要把 OSS 桶 {bucket} 锁定 {days} 天（约 {years:.1f} 年）：
  · 桶里现有的和以后存入的归档，从存入那天起 {days} 天内谁也不能改动或删除，包括阿里云账号的主人和本平台；
  · 锁定以后不能撤销，不能缩短，只能延长；期满以前删不掉这个桶，存储费照付；
  · 期内轮换密钥换不到这些归档：旧版密钥仍能读出它们，必须继续保管；
  · 期内到期销毁、依法删除个人信息，都无法对它们执行。"""


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run the action that the command line names; its exit status."""
    acts: dict[str, Callable[[], Coroutine[Any, Any, int]]] = {
        "status": lambda: status(settings),
        "lock": lambda: lock(settings, options.days, options.confirm),
        "copy": lambda: copy(settings),
    }
    try:
        return asyncio.run(acts[options.action]())
    except VendorTrouble as trouble:
        advice = "请稍后再试" if trouble.retry else "请检查 CWT_OSS_ 开头的设置和桶的权限"
        print(f"OSS 没有照办（{trouble.reason}），{advice}。", file=sys.stderr)
        return 1


async def status(settings: Settings) -> int:
    """Print where the vault lies, how much, and its lock; status 1 if the settings ask for a lock that is not there."""
    store = _place(settings, settings.vault_store)
    sizes = [await store.size(key) async for key in store.keys("")]
    await store.close()
    print(f"归档库：{_title(settings, settings.vault_store)}，{len(sizes):,} 份，共 {sum(sizes):,} 字节")
    if settings.vault_store != "oss":
        return 0
    held = RetentionLock(oss_config(settings, ""))
    found = await held.current()
    await held.close()
    if found is None:
        print("保留锁：没有")
    else:
        print(f"保留锁：{found.days} 天，" + ("已锁定" if found.locked else "尚未锁定，24 小时内失效"))
    wanted = settings.oss_retention_days
    if wanted and not (found and found.locked and found.days >= wanted):
        print(f"设置要求锁定 {wanted} 天：请运行 cwt vault lock --days {wanted}。", file=sys.stderr)
        return 1
    return 0


async def lock(settings: Settings, days: int, confirmed: str) -> int:
    """Lock the bucket for good, after its name was typed in."""
    if settings.vault_store != "oss":
        print("归档库在本地文件夹里，没有保留锁。请先设置 CWT_VAULT_STORE=oss。", file=sys.stderr)
        return 2
    if settings.oss_bucket == settings.oss_backup_bucket:
        print("归档和备份在同一个桶里：锁定后旧备份删不掉。请先给 CWT_OSS_BACKUP_BUCKET 另一个桶。", file=sys.stderr)
        return 2
    print(WARNING.format(bucket=settings.oss_bucket, days=days, years=days / 365))
    if (confirmed or _typed(settings.oss_bucket)) != settings.oss_bucket:
        print("桶名不符，没有锁定。", file=sys.stderr)
        return 2
    held = RetentionLock(oss_config(settings, ""))
    try:
        found = await held.lock(days)
    except ValueError:
        now = await held.current()
        print(f"已经锁定 {now.days if now else 0} 天，不能缩短；天数应在 1 到 25550 之间。没有改动。", file=sys.stderr)
        return 2
    finally:
        await held.close()
    async with open_machine(settings), database.unit_of_work(SYSTEM) as work:
        await work.record("vault.locked", "vault", bucket=settings.oss_bucket, days=found.days)
    print(f"已锁定：{settings.oss_bucket} 里的归档从存入起保留 {found.days} 天。")
    return 0


async def copy(settings: Settings) -> int:
    """Copy sealed archives that lie in the other place (folder, or OSS) to where the settings have the vault now."""
    other = "local" if settings.vault_store == "oss" else "oss"
    source, target = _place(settings, other), _place(settings, settings.vault_store)
    copied, there = 0, 0
    async for key in source.keys():
        # The sealed bytes as they are: bound to their names, they open in the new place as in the old one.
        if await target.put(key, await source.get(key)):
            copied += 1
        else:
            there += 1
        if (copied + there) % 100 == 0:
            print(f"  已复制 {copied:,} 份", flush=True)
    for one in (source, target):
        await one.close()
    print(
        f"从{_title(settings, other)}复制 {copied:,} 份归档到{_title(settings, settings.vault_store)}，"
        f"{there:,} 份本来就在。原处的没有删除；请运行 cwt archive verify --all，通过后再清理。"
    )
    return 0


def _place(settings: Settings, kind: str) -> ObjectStore:
    return open_oss(settings, VAULT_PREFIX) if kind == "oss" else LocalStore(vault_folder(settings))


def _title(settings: Settings, kind: str) -> str:
    return f"OSS 桶 {settings.oss_bucket}" if kind == "oss" else f"文件夹 {vault_folder(settings)}"


def _typed(bucket: str) -> str:
    if not sys.stdin.isatty():
        print(f"脚本里请加 --confirm {bucket}。", file=sys.stderr)
        return ""
    return input("确认请输入桶名：").strip()
