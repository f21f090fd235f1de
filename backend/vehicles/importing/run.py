"""导入: one import from the file to its report; killed anywhere, it goes on where it stood.

First the file is checked as a whole in a process of its own, then its rows go in by batches, each one transaction that
also moves the import's ``place``: nothing is lost and nothing comes in twice, and others work between two batches.
"""

import json
import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any, Final

from backend.kit import clock, ids, tools
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.files import make_folder
from backend.kit.pools import Pools, WorkerDied, WorkTimedOut
from backend.kit.spreadsheets.errors import FileBroken, FileEmpty, FileTooLarge, FileTypeUnknown
from backend.vehicles.errors import UnknownImport
from backend.vehicles.facts import ImportFacts
from backend.vehicles.importing.check import Checked, check_file
from backend.vehicles.importing.put import put_batch
from backend.vehicles.maintain import must_administrate
from backend.vehicles.models import ImportRun

# Holds the database for about half a second. Smaller batches write the same pages of the indexes more often.
BATCH: Final = 4_000
# A million rows of XLSX are checked in about two minutes on the reference box.
CHECKED_WITHIN_SECONDS: Final = 1_800.0
NAMES: Final = (".csv", ".xlsx", ".txt")
LONGEST_NAME: Final = 120
# What a browser sends is put together in memory once; larger files are for the command line.
LARGEST_SENT: Final = 150_000_000


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A copy of a file that waits for its import (待导入文件); ``run`` is the id that the import will have."""

    run: str
    name: str
    sha256: str


def must_be_importable(name: str, size: int) -> None:
    """Refuse by name and ``size`` (bytes) before a file is sent: FileTypeUnknown, FileEmpty, FileTooLarge."""
    if not name.lower().endswith(NAMES):
        raise FileTypeUnknown(field="file")
    if size < 1:
        raise FileEmpty(field="file")
    if size > LARGEST_SENT:
        raise FileTooLarge(field="file", what=f"上限 {LARGEST_SENT // 1_000_000} MB")


async def keep_file(name: str, file: Path | bytes) -> KeptFile:
    """Copy the file to where an import finds it, outside any transaction; FileTypeUnknown by its name."""
    if not name.lower().endswith(NAMES):
        raise FileTypeUnknown(field="file")
    run = ids.public_id()
    digest = await tools.installed().pools.in_thread(_keep, file, _source(run))
    return KeptFile(run, name[-LONGEST_NAME:], digest)


async def begin_import(work: Work, kept: KeptFile) -> str:
    """Write the import down and return its id; an unfinished one of the same bytes is gone on with instead.

    :func:`go_on` does the work.
    """
    unfinished = await ImportRun.unfinished(kept.sha256)
    if unfinished:
        if not _source(unfinished.public_id).exists():
            make_folder(_folder(unfinished.public_id))
            _source(kept.run).replace(_source(unfinished.public_id))
        shutil.rmtree(_folder(kept.run))
        return unfinished.public_id
    await ImportRun.create(
        public_id=kept.run,
        file_name=kept.name,
        sha256=kept.sha256,
        started_by=work.actor.name,
        started_at=clock.now(),
    )
    await work.record("catalogue.import_begun", f"import:{kept.run}", sha256=kept.sha256)
    return kept.run


async def start_import(work: Work, kept: KeptFile) -> str:
    """Begin an import that a worker leads to its end, and return its id."""
    must_administrate(work.actor)
    run = await begin_import(work, kept)
    await work.queue("vehicles.import", run, run=run)
    return run


async def go_on(public_id: str, pools: Pools) -> AsyncGenerator[ImportFacts, None]:
    """Lead the import to its end, telling after each batch how far it is; :class:`UnknownImport`."""
    run = await ImportRun.named(public_id)
    if run is None:
        raise UnknownImport
    try:
        if run.state == "reading" or (run.state == "importing" and not _rows(run.public_id).exists()):
            run = await _check(run, pools)
        yield run.facts()
        while run.state == "importing":
            run = await _next_batch(run)
            yield run.facts()
    except FileNotFoundError:
        # Whoever else led the same import to its end took its files away.
        run = await ImportRun.get(id=run.id)
        if not run.facts().over:
            raise
        yield run.facts()
    if run.facts().over:
        await pools.in_thread(shutil.rmtree, _folder(run.public_id), True)


async def _check(run: ImportRun, pools: Pools) -> ImportRun:
    today = clock.local(run.started_at).date()
    try:
        checked: Checked = await pools.in_process(
            check_file, _source(run.public_id), _rows(run.public_id), today, time_limit=CHECKED_WITHIN_SECONDS
        )
    except (WorkTimedOut, WorkerDied):
        no = FileBroken(where="内容过多")
        checked = Checked(0, no.code, no.sentence)
    async with unit_of_work(SYSTEM) as work:
        run = await ImportRun.select_for_update().get(id=run.id)
        if run.state != "reading":
            return run
        run.rows, run.refusal, run.why = checked.rows, checked.refusal, checked.why
        run.state = "refused" if checked.refusal else "importing"
        if checked.refusal:
            run.finished_at = clock.now()
            await work.record("catalogue.import_refused", f"import:{run.public_id}", code=checked.refusal)
        await run.save()
    return run


async def _next_batch(run: ImportRun) -> ImportRun:
    rows, reached = await tools.installed().pools.in_thread(_read, _rows(run.public_id), run.place)
    async with unit_of_work(SYSTEM) as work:
        # Whoever else leads the same import may have been quicker: then its place is the one to go on from.
        now = await ImportRun.select_for_update().get(id=run.id)
        if now.place != run.place or now.state != "importing":
            return now
        if rows:
            await put_batch(now, rows)
            now.place = reached
        else:
            now.state, now.finished_at = "done", clock.now()
            counts = {name: getattr(now, name) for name in ("added", "updated", "unchanged", "rejected")}
            await work.record("catalogue.imported", f"import:{now.public_id}", **counts)
        await now.save()
    return now


def _read(file: Path, place: int) -> tuple[list[dict[str, Any]], int]:
    with file.open("rb") as lines:
        lines.seek(place)
        rows = [json.loads(line) for line in islice(lines, BATCH)]
        return rows, lines.tell()


def _keep(file: Path | bytes, target: Path) -> str:
    make_folder(target.parent)
    if isinstance(file, bytes):
        target.write_bytes(file)
    else:
        shutil.copyfile(file, target)
    with target.open("rb") as kept:
        return file_digest(kept, "sha256").hexdigest()


def _folder(run: str) -> Path:
    return tools.installed().settings.folder / "imports" / run


def _source(run: str) -> Path:
    return _folder(run) / "source"


def _rows(run: str) -> Path:
    return _folder(run) / "rows.jsonl"
