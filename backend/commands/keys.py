"""What ``cwt keys`` does (密钥命令); docs/keys.md says when to use which."""

import argparse
import asyncio
import fcntl
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path

from backend.app import open_keys, open_machine
from backend.kit import database
from backend.kit.actor import SYSTEM
from backend.kit.clock import SHANGHAI
from backend.kit.errors import Fault
from backend.kit.objects import EncryptedStore, ObjectTally, count_objects, rotate_objects
from backend.kit.secrets import Cipher, KeyRing, Notary
from backend.kit.secrets.algorithms import ALGORITHMS
from backend.kit.secrets.cells import CellTally, count_cells, rotate_cells, sealed_columns
from backend.kit.secrets.cipher import Mark
from backend.kit.tools import Kit
from backend.settings import Settings

# Cells that were being written while a pass went over them are few; a third pass has found nothing yet.
PASSES = 3
PROGRESS_EVERY_S = 2.0
NAMED = 5
OLD_COPY = (
    "数据里有第 {missing} 版密钥加密的内容，密钥环里却没有这一版：这是一份较旧的密钥环副本，或者数据来自别处。"
    "请停下服务，换上最新的 keyring.json（见 docs/keys.md 的“密钥环丢失”）。"
)
KEEP_A_COPY = "密钥环里有新的一版：请把 {file} 重新复制到单独保管的地方，替换旧副本。旧副本打不开今后的数据和备份。"


class RotationUnderWay(Fault):
    """Another process rotates keys at this moment (正在轮换)."""


@dataclass
class Result:
    """What one run of a rotation did, over everything."""

    moved: dict[str, int] = field(default_factory=dict)
    locked: int = 0
    broken: list[str] = field(default_factory=list)
    failed: int = 0
    trouble: str = ""


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run the action that the command line names; its exit status."""
    acts: dict[str, Callable[[], int]] = {
        "init": lambda: init(settings, renew=options.renew),
        "status": lambda: status(settings),
        "rotate": lambda: rotate(settings, new=options.new, anew=options.anew),
        "public": lambda: public(settings),
        "distrust": lambda: distrust(settings, options.version, options.since),
        "wrap": lambda: wrap(settings),
        "unwrap": lambda: unwrap(settings),
    }
    return acts[options.action]()


def init(settings: Settings, *, renew: bool = False) -> int:
    """Make the root of seals' certificates where there is none, and print how to know it."""

    async def run() -> int:
        from backend.seals.certificates.command import init as make

        async with open_machine(settings) as kit:
            return await make(kit, renew=renew)

    return asyncio.run(run())


def rotate(settings: Settings, *, new: bool = False, anew: bool = False) -> int:
    """Add a key version and bring objects, vault and encrypted cells under it; stopped half-way, run again goes on."""

    async def run(kit: Kit, ring: KeyRing) -> int:
        missing = {mark.version for mark in await _all_cells() if mark} - set(ring.versions)
        if missing:
            # A version made now would take a lost one's number, and nobody could tell their cells apart.
            print(OLD_COPY.format(missing="、".join(map(str, sorted(missing)))), file=sys.stderr)
            return 2
        unfinished = ring.settled < ring.current and not new
        version = ring.current if unfinished else ring.rotate()
        print(
            f"继续上次没有做完的轮换：第 {version} 版。" if unfinished else f"已启用第 {version} 版密钥，开始换旧数据。"
        )
        result = Result()
        cipher = Cipher(ring)
        await _stores(kit, cipher, anew, result)
        await _cells(cipher, result)
        if not result.failed:
            ring.settle(version)
        async with database.unit_of_work(SYSTEM) as work:
            await work.record("keys.rotated", "keyring", version=version, **result.moved, left=result.failed)
        status = _told(version, result)
        print(KEEP_A_COPY.format(file=_file(settings)))
        return status

    return _with_ring(settings, run, alone=True)


def _told(version: int, result: Result) -> int:
    moved = result.moved
    print(
        f"已启用第 {version} 版密钥，重新包裹 {moved['objects']} 个文件、{moved['vault']} 份归档、"
        f"{moved['cells']} 个加密单元。旧版密钥保留用于读取旧数据。"
    )
    if result.locked:
        print(f"{result.locked} 份归档在 OSS 保留期内不可改动，仍用旧版密钥，照常可读；到期后再轮换会换到。")
    for name in result.broken[:NAMED]:
        print(f"打不开，没有改动：{name}", file=sys.stderr)
    if result.broken:
        print(f"共 {len(result.broken)} 处打不开，请用 cwt audit verify 和备份核对。", file=sys.stderr)
    if result.failed:
        print(
            f"{result.failed} 个文件没有换成（{result.trouble}）。稍后再运行一次 cwt keys rotate，会接着做。",
            file=sys.stderr,
        )
    return 1 if result.broken or result.failed else 0


async def _stores(kit: Kit, cipher: Cipher, anew: bool, result: Result) -> None:
    for name, title, store in _each_store(kit):
        tally = await rotate_objects(store, cipher, _Progress(title).of_objects, anew=anew)
        result.moved[name] = tally.moved
        result.locked += tally.locked
        result.broken += [f"{title} {key}" for key in tally.broken]
        result.failed += len(tally.failed)
        result.trouble = tally.trouble or result.trouble


async def _cells(cipher: Cipher, result: Result) -> None:
    result.moved["cells"] = 0
    for column in sealed_columns():
        progress = _Progress(f"数据库 {column}")
        for _ in range(PASSES):
            tally = await rotate_cells(column, cipher, progress.of_cells)
            result.moved["cells"] += tally.moved
            if not tally.moved and not tally.kept:
                break
        result.broken += [f"数据库 {column} 主键 {key}" for key in tally.broken]


def status(settings: Settings) -> int:
    """Print the ring's versions and how much still lies under which."""

    async def run(kit: Kit, ring: KeyRing) -> int:
        print(f"密钥环 {ring.ring_id}：{_wrapping(ring)}")
        for version in ring.versions:
            keys = ring.keys(version)
            notes = ["现用"] if version == ring.current else []
            notes += [f"{keys.distrusted[:10]} 起不再信任其签名"] if keys.distrusted else []
            print(f"  第 {version} 版  {keys.made_at[:10]}  {'，'.join(notes)}".rstrip())
        if ring.settled < ring.current:
            print("轮换没有做完：再运行一次 cwt keys rotate，会接着做。")
        wanted = Cipher(ring).mark
        print(f"新数据的算法：{ALGORITHMS[wanted.cipher].title}")
        missing = set()
        for _, title, store in _each_store(kit):
            missing |= _print_counts(title, await count_objects(store), wanted, ring)
        missing |= _print_counts("加密单元", await _all_cells(), wanted, ring)
        if missing:
            print(OLD_COPY.format(missing="、".join(map(str, sorted(missing)))), file=sys.stderr)
        return 1 if missing else 0

    return _with_ring(settings, run)


async def _all_cells() -> dict[Mark | None, int]:
    sums: dict[Mark | None, int] = {}
    for column in sealed_columns():
        for mark, many in (await count_cells(column)).items():
            sums[mark] = sums.get(mark, 0) + many
    return sums


def _print_counts(title: str, counts: dict[Mark | None, int], wanted: Mark, ring: KeyRing) -> set[int]:
    """Print them, and return the versions among them that the ring does not hold."""
    if not counts:
        print(f"{title}：没有")
    for mark, many in sorted(counts.items(), key=lambda pair: (pair[0] is None, pair[0])):
        if mark is None:
            print(f"{title}：{many:,} 个不是加密内容，请核对")
        else:
            here = "现用" if mark.version == wanted.version else "旧版"
            here = here if mark.version in ring.versions else "密钥环里没有，读不出"
            print(f"{title}：{many:,} 个在第 {mark.version} 版（{here}，{ALGORITHMS[mark.cipher].title}）")
    return {mark.version for mark in counts if mark} - set(ring.versions)


def distrust(settings: Settings, version: int, since: date | None) -> int:
    """Note that the signing key of an old version is in other hands ``since`` that day, or from now on.

    Links that it signed are refused, and seals that it set from then on count as revoked.
    """

    async def run(kit: Kit, ring: KeyRing) -> int:
        if version == ring.current:
            print("这是现用的版本：请先运行 cwt keys rotate，再对旧版本执行。", file=sys.stderr)
            return 2
        if version not in ring.versions:
            print(f"密钥环里没有第 {version} 版。", file=sys.stderr)
            return 2
        ring.distrust(version, datetime.combine(since, clock_time.min, SHANGHAI) if since else None)
        async with database.unit_of_work(SYSTEM) as work:
            await work.record("keys.distrusted", "keyring", version=version)
        print(
            f"第 {version} 版签发的链接和二维码一律无效，它自 {since or '现在'} 起盖的印章视为吊销；"
            "它加密过的数据仍可读。"
        )
        return 0

    return _with_ring(settings, run)


def wrap(settings: Settings) -> int:
    """Wrap the key ring's file by the KMS of the settings; wrapped already, wrap it anew under the present key."""

    async def run(kit: Kit, ring: KeyRing) -> int:
        by = ring.wrap()
        async with database.unit_of_work(SYSTEM) as work:
            await work.record("keys.wrapped", "keyring", by=by)
        print(f"密钥环已由 {by} 包裹：没有它，{_file(settings)} 打不开任何东西。")
        print(
            "以前留下的明文副本（备份、U 盘、打印件）仍能打开全部数据，请逐一找出销毁，或按 docs/keys.md 离线封存一份。"
        )
        return 0

    return _with_ring(settings, run)


def unwrap(settings: Settings) -> int:
    """Put the key ring's file back in plain, to leave a KMS or to move to another."""

    async def run(kit: Kit, ring: KeyRing) -> int:
        if not ring.wrapped_by:
            print("密钥环本来就没有包裹。")
            return 0
        by = ring.wrapped_by
        ring.unwrap()
        async with database.unit_of_work(SYSTEM) as work:
            await work.record("keys.unwrapped", "keyring", by=by)
        print(f"密钥环不再由 {by} 包裹：{_file(settings)} 现在是明文，仅文件主人可读，请当心它的每一份副本。")
        return 0

    return _with_ring(settings, run)


def public(settings: Settings) -> int:
    """Print each key version's public key in hexadecimal, to be published and compared with what a verifier shows."""
    ring = open_keys(settings, must_exist=True)
    for version in ring.versions:
        print(f"第 {version} 版：{Notary(ring).public_key(version).hex()}")
    return 0


def _each_store(kit: Kit) -> Iterator[tuple[str, str, EncryptedStore]]:
    yield "objects", "文件", kit.objects
    yield "vault", "归档", kit.vault


def _wrapping(ring: KeyRing) -> str:
    return f"由 {ring.wrapped_by} 包裹" if ring.wrapped_by else "文件里是明文，仅文件主人可读"


def _file(settings: Settings) -> Path:
    return settings.folder / "keyring.json"


class _Progress:
    """Says how far it is every few seconds, so that a long rotation is seen to live."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._last = time.monotonic()

    def of_objects(self, tally: ObjectTally) -> None:
        """After some more objects."""
        self._say(f"已换 {tally.moved:,} 个" + (f"，{tally.present:,} 个本来就是新的" if tally.present else ""))

    def of_cells(self, tally: CellTally) -> None:
        """After one more batch."""
        self._say(f"已换 {tally.moved:,} 个")

    def _say(self, text: str) -> None:
        if time.monotonic() - self._last >= PROGRESS_EVERY_S:
            self._last = time.monotonic()
            print(f"  {self._title}：{text}", flush=True)


def _with_ring(settings: Settings, act: Callable[[Kit, KeyRing], Awaitable[int]], *, alone: bool = False) -> int:
    async def run() -> int:
        async with open_machine(settings) as kit:
            ring = open_keys(settings, must_exist=True)
            if not alone:
                return await act(kit, ring)
            with _only_rotation(settings.folder):
                return await act(kit, ring)

    return asyncio.run(run())


@contextmanager
def _only_rotation(folder: Path) -> Iterator[None]:
    with open(folder / "rotation.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RotationUnderWay("另一个 cwt keys rotate 正在进行，请等它结束。") from None
        yield
