"""What ``cwt backup`` does (备份命令)."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from backend.backups.packages import VERIFIER, unpack
from backend.backups.prune import prune
from backend.backups.repository import MONTH, RING, Manifest, Place, Repository, open_place, ring_of
from backend.backups.restore import Restored, restore
from backend.backups.run import BY_HAND, back_up, back_up_month, flaws
from backend.backups.verify import verify
from backend.gateways.kms import open_kms
from backend.gateways.oss import open_vault
from backend.kit import clock
from backend.kit.errors import Refusal
from backend.kit.secrets import Cipher
from backend.kit.secrets.keyring import install_ring_lock
from backend.kit.tools import Kit
from backend.kit.web.pages import filesize
from backend.settings import Settings

OpenMachine = Callable[[Settings], AbstractAsyncContextManager[Kit]]


def run(settings: Settings, options: argparse.Namespace, machine: OpenMachine) -> int:
    """Run one action. Exit status 0: done and whole; 1: refused, or something is wrong and named; 2: a fault."""
    acts: dict[str, Callable[[], Awaitable[int]]] = {
        "create": lambda: _create(settings, options, machine),
        "month": lambda: _create(settings, options, machine),
        "prune": lambda: _prune(settings, options),
        "list": lambda: _list(settings, options),
        "verify": lambda: _verify(settings, options),
        "restore": lambda: _restore(settings, options),
    }
    install_ring_lock(open_kms(settings))
    try:
        return asyncio.run(acts[options.action]())  # type: ignore[arg-type]
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1


async def _create(settings: Settings, options: argparse.Namespace, machine: OpenMachine) -> int:
    async with machine(settings) as kit, _opened(settings, options, make=True) as place:
        ring = ring_of(settings)
        if options.action == "month":
            made = await back_up_month(kit, place, ring, options.month, BY_HAND)
        else:
            made = await back_up(kit, place, ring, BY_HAND)
    print(_line(made))
    if made.damaged:
        print(flaws(made), *made.damaged, sep="\n", file=sys.stderr)
        return 1
    return 0


async def _list(settings: Settings, options: argparse.Namespace) -> int:
    async with _repository(settings, options) as repository:
        names = await repository.names()
        for name in names:
            try:
                print(_line(await repository.manifest(name)))
            except Refusal as refusal:
                print(f"{name}  {refusal.sentence}")
        print(f"共 {len(names)} 份备份，在 {repository.place.title}。")
    return 0


async def _verify(settings: Settings, options: argparse.Namespace) -> int:
    async with _repository(settings, options) as repository:
        names = [(await repository.manifest(options.name)).name] if options.name else await repository.names()
        checked = await verify(repository, names)
    for wrong in checked.wrong:
        print(wrong, file=sys.stderr)
    if checked.wrong:
        print(f"{checked.backups} 份备份中有 {len(checked.bad)} 份不完整：{'、'.join(checked.bad)}", file=sys.stderr)
        return 1
    shared = "（几份共有的只算一次）" if checked.backups > 1 else ""
    print(
        f"备份完好：{checked.backups} 份，{checked.objects} 个文件{shared}，"
        f"原文共 {filesize(checked.bytes)}，均可恢复。"
    )
    return 0


async def _restore(settings: Settings, options: argparse.Namespace) -> int:
    async with _repository(settings, options) as repository, repository.held(shared=True):
        ring_file = options.keyring or settings.folder / RING
        month = (await repository.manifest(options.name)).tier == MONTH
        if month:
            done = await unpack(repository, options.name, options.into)
        else:
            done = await _bring_back(settings, options, repository, ring_file)
    for wrong in done.wrong:
        print(wrong, file=sys.stderr)
    print(f"已恢复到 {options.into}：{_line(done.manifest)}")
    if month:
        print(f"请在该文件夹运行 python3 {VERIFIER} *.zip 核验。")
    else:
        print(f"请设置 CWT_FOLDER={options.into}，运行 cwt audit verify 和 cwt archive verify --all，都通过后再启动。")
    if done.wrong:
        print(f"有 {len(done.wrong)} 个文件未能恢复，已在上面列出；可换一份备份再试。", file=sys.stderr)
        return 1
    return 0


async def _bring_back(
    settings: Settings, options: argparse.Namespace, repository: Repository, ring_file: Path
) -> Restored:
    """Restore; where the settings keep the vault in OSS, what it lacks goes there."""
    if settings.vault_store == "local":
        return await restore(repository, options.name, options.into, ring_file, settings.database_url)
    vault = open_vault(settings, Cipher(ring_of(settings, ring_file)))
    try:
        return await restore(repository, options.name, options.into, ring_file, settings.database_url, vault)
    finally:
        await vault.close()


async def _prune(settings: Settings, options: argparse.Namespace) -> int:
    async with _repository(settings, options) as repository:
        done = await prune(repository, options.daily, options.monthly)
    print(f"删除 {len(done.gone)} 份旧备份和 {done.pieces} 个不再需要的文件，保留 {len(done.kept)} 份。")
    if done.left:
        print(f"{done.left}。", file=sys.stderr)
        return 1
    return 0


@asynccontextmanager
async def _opened(settings: Settings, options: argparse.Namespace, *, make: bool = False) -> AsyncIterator[Place]:
    place = open_place(settings, options.place, make=make)
    try:
        yield place
    finally:
        await place.store.close()


@asynccontextmanager
async def _repository(settings: Settings, options: argparse.Namespace) -> AsyncIterator[Repository]:
    async with _opened(settings, options) as place:
        repository = await Repository.open(place, ring_of(settings, options.keyring))
        yield repository
    for doubt in repository.doubts.values():
        print(f"注意：{doubt}。", file=sys.stderr)


def _line(made: Manifest) -> str:
    kind = f"{made.month} 月度归档" if made.tier == MONTH else "平台备份"
    count = sum(one.count for one in made.held.values())
    size = sum(one.bytes for one in made.held.values()) + (made.database.size if made.database else 0)
    when = f"{clock.local(made.made):%Y-%m-%d %H:%M}"
    flaw = f"  有 {len(made.damaged)} 个文件备份前已损坏" if made.damaged else ""
    sizes = f"原文共 {filesize(size)}（新增 {filesize(made.added.bytes)}）"
    return f"{made.name}  {when}  {kind}  {count} 个文件  {sizes}{flaw}"
