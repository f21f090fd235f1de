"""索引架: keeps this process's index in step with the catalogue's table.

The files serve all processes of the machine and hold one edition. What changed since then is read from the table by
its edition column and indexed in memory, so an edited model is found at once. When much has changed, or the files are
missing or broken, they are made anew while whoever asked waits.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backend.kit import tools
from backend.kit.errors import Fault
from backend.kit.pools import Pools, TooBusy
from backend.kit.tools import Kit
from backend.vehicles.lookup.build import arrays_of, build
from backend.vehicles.lookup.index import BrokenIndex, Index, Met
from backend.vehicles.lookup.reading import Reading
from backend.vehicles.models import CatalogueEdition, CatalogueModel

log = logging.getLogger("chewutong.vehicles")

FOLDER: Final = "catalogue-index"
# Rows changed since the files' edition that are still read at once: about 50 ms.
MOST_CHANGED: Final = 5_000
# Rows fetched in one query of a rebuild; more would hold up other requests on the event loop.
BATCH: Final = 5_000
# A million models take half a minute on one core.
BUILD_SECONDS: Final = 300.0


@dataclass
class Shelf:
    """索引架 of one machine: the files' index, and one in memory of what changed after it."""

    kit: Kit
    base: Index | None = None
    changes: Index | None = None
    edition: int = -1
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.kit.settings.folder / FOLDER

    async def catch_up(self, pools: Pools) -> None:
        """Bring both indexes to the catalogue's present edition, making files in a process of ``pools``."""
        if self.edition == await CatalogueEdition.current():
            return
        async with self.busy:
            edition = await CatalogueEdition.current()
            if self.edition == edition:
                return
            if self.base and self.base.edition > edition:
                self.base = None  # another catalogue's: the database was put back to an older day
            rows = await self._changed()
            if rows is None:
                self.base = await pools.in_thread(self._newest, edition)
                rows = await self._changed()
            if rows is None:
                self.base = await self._built(edition, pools)
                rows = await self._changed() or []
            self.changes = Index(edition, arrays_of(rows)) if rows else None
            self.edition = edition

    async def is_quick(self) -> bool:
        """Whether :meth:`catch_up` would read few rows and make nothing of many anew."""
        edition = await CatalogueEdition.current()
        known = max([one for one in (self.edition, *self._written()) if one <= edition], default=0)
        return known == edition or len(await CatalogueModel.changed_since(known, MOST_CHANGED + 1)) <= MOST_CHANGED

    def near(self, read: Reading) -> list[Met]:
        """Texts at most one letter away."""
        return [met for index in (self.base, self.changes) if index for met in index.near(read)]

    def far(self, read: Reading) -> list[Met]:
        """Texts at most two letters away."""
        return [met for index in (self.base, self.changes) if index for met in index.far(read)]

    async def _changed(self) -> list[tuple[str, str]] | None:
        """Return what changed after the files were written, in a small catalogue all of it; None when it is much."""
        rows = await CatalogueModel.changed_since(self.base.edition if self.base else 0, MOST_CHANGED + 1)
        return rows if len(rows) <= MOST_CHANGED else None

    def _written(self) -> list[int]:
        """Return the editions that have files, good or not."""
        if not self.folder.is_dir():
            return []
        return [int(each.name) for each in self.folder.iterdir() if each.name.isdigit()]

    def _newest(self, edition: int) -> Index | None:
        for one in sorted((one for one in self._written() if one <= edition), reverse=True):
            with suppress(BrokenIndex):
                return Index.open(self.folder / str(one))
        return None

    async def _built(self, edition: int, pools: Pools) -> Index:
        rows: list[tuple[str, str]] = []
        last = 0
        while batch := await CatalogueModel.spellings(last, BATCH):
            rows += [(folded, text) for _, folded, text in batch]
            last = batch[-1][0]
        try:
            await pools.in_process(build, self.folder, edition, rows, time_limit=BUILD_SECONDS)
            return await pools.in_thread(Index.open, self.folder / str(edition))
        except (Fault, TooBusy, OSError, BrokenIndex) as error:
            # A full disk or a busy pool costs this process memory and the next one time, and nobody an answer.
            log.warning("catalogue index not written, kept in memory edition=%d reason=%s", edition, error)
            return Index(edition, await asyncio.to_thread(arrays_of, rows))


_shelf: Shelf | None = None


async def shelf(pools: Pools | None = None) -> Shelf:
    """The shelf of this process's machine, in step with the table; files are made by ``pools``, or the machine's."""
    here = _here()
    await here.catch_up(pools or here.kit.pools)
    return here


async def lookup_is_quick() -> bool:
    """Whether a lookup takes milliseconds now; if not, it waits for the index and belongs outside a unit of work."""
    return await _here().is_quick()


def _here() -> Shelf:
    global _shelf
    kit = tools.installed()
    if _shelf is None or _shelf.kit is not kit:
        _shelf = Shelf(kit)
    return _shelf
