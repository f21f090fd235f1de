"""Letting old backups go (清理旧备份): which are kept, and what none of the kept ones needs.

A backup goes by its manifest first, its pieces after: stopped half-way, the next pruning takes what was left. Where
one manifest or list cannot be read, nobody knows what it needs, so no piece is deleted at all.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backend.backups.create import batches
from backend.backups.errors import BackupBroken
from backend.backups.repository import (
    DATABASE,
    INVENTORIES,
    MANIFESTS,
    MONTH,
    PLATFORM,
    Inventory,
    Manifest,
    Repository,
)
from backend.kit import clock
from backend.kit.objects import ObjectLocked

# Of platform backups: the newest of each of so many days, and of each of so many months.
DAILY, MONTHLY = 14, 24
STORES = ("objects", "vault", "packages")


@dataclass
class Pruned:
    """Which backups went, how many pieces nobody needed any more, and why pieces were left alone, if they were."""

    gone: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    pieces: int = 0
    left: str = ""


async def prune(repository: Repository, daily: int = DAILY, monthly: int = MONTHLY) -> Pruned:
    """Delete backups that the rule does not keep, and pieces that no kept one names. Raises BackupRunning."""
    async with repository.held():
        pruned, manifests = Pruned(), []
        for name in await repository.names():
            try:
                manifests.append(await repository.manifest(name))
            except BackupBroken as broken:
                pruned.left = f"{broken.facts['what']}，无法知道它用到哪些文件，因此没有删除任何文件"
        keep = {one.name for one in to_keep(manifests, daily, monthly)}
        pruned.kept = [one.name for one in manifests if one.name in keep]
        try:
            await _sweep(repository, manifests, keep, pruned)
        except BackupBroken as broken:
            pruned.left = f"{broken.facts['what']}，无法知道哪些文件还有用，因此没有删除任何文件"
        return pruned


def to_keep(manifests: Sequence[Manifest], daily: int, monthly: int) -> list[Manifest]:
    """The newest of each of the last ``daily`` days and ``monthly`` months on which there is one.

    Monthly archives stay, and so do the newest backup of all and the newest without damage.
    """
    platform = sorted((one for one in manifests if one.tier == PLATFORM), key=lambda one: one.made, reverse=True)
    by_day: dict[str, Manifest] = {}
    by_month: dict[str, Manifest] = {}
    for one in platform:
        by_day.setdefault(f"{clock.local(one.made):%Y-%m-%d}", one)
        by_month.setdefault(f"{clock.local(one.made):%Y-%m}", one)
    whole = [one for one in platform if not one.damaged]
    kept = [*platform[:1], *whole[:1], *list(by_day.values())[:daily], *list(by_month.values())[:monthly]]
    kept += [one for one in manifests if one.tier == MONTH]
    names = {one.name for one in kept}
    return [one for one in manifests if one.name in names]


async def _sweep(repository: Repository, manifests: Sequence[Manifest], keep: set[str], pruned: Pruned) -> None:
    kept = [one for one in manifests if one.name in keep]
    with tempfile.TemporaryDirectory() as scratch:
        needed = Inventory(Path(scratch) / "needed.sqlite3")
        try:
            await _note_needed(repository, kept, needed)
            for one in manifests:
                if one.name not in keep and await _delete(repository, f"{MANIFESTS}/{one.name}"):
                    pruned.gone.append(one.name)
            if not pruned.left:
                await _delete_unneeded(repository, kept, needed, pruned)
        finally:
            needed.close()


async def _note_needed(repository: Repository, kept: Sequence[Manifest], needed: Inventory) -> None:
    """Everything that any kept list ever added: a little more than needed, never less."""
    for digest in sorted({digest for one in kept for digest in one.inventory}):
        text = (await repository.piece(INVENTORIES, digest, f"清单 {INVENTORIES}/{digest[:12]}…")).decode()
        needed.read_part("".join(line for line in text.splitlines(keepends=True) if line.startswith("+")))


async def _delete_unneeded(repository: Repository, kept: Sequence[Manifest], needed: Inventory, pruned: Pruned) -> None:
    for store in STORES:
        async for keys in batches(repository.raw.keys(store + "/")):
            for key in needed.unlisted(keys):
                pruned.pieces += await _delete(repository, key)
    named = {
        DATABASE: {digest for one in kept if one.database for digest in one.database.pieces},
        INVENTORIES: {digest for one in kept for digest in (*one.inventory, one.index)},
    }
    for folder, digests in named.items():
        async for key in repository.raw.keys(folder + "/"):
            if key.partition("/")[2] not in digests:
                pruned.pieces += await _delete(repository, key)


async def _delete(repository: Repository, key: str) -> bool:
    try:
        return await repository.raw.delete(key)
    except ObjectLocked:  # a bucket's retention lock is longer than ours: it goes when that ends
        return False
