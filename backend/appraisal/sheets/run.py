"""批量评估: from an uploaded sheet to its result. Nothing is stored of a car: a batch run twice gives the same."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from backend import stations
from backend.appraisal.appraise import must_be_allowed
from backend.appraisal.estimate import estimate
from backend.appraisal.models import Batch
from backend.appraisal.sheets.errors import BatchNotFound, BatchUnfinished
from backend.appraisal.sheets.read import Row, RowUnreadable, car_of, rows_in
from backend.appraisal.sheets.result import Settled, result_sheet
from backend.kit import clock, ids, tools
from backend.kit.actor import ANYONE, SYSTEM, Actor
from backend.kit.database import Work, unit_of_work
from backend.kit.errors import Refusal
from backend.kit.tools import Kit

# How often a page that watches sees progress.
TELL_EVERY = 50
SHOWN = 20
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """一份待评估的表: read and found good, not begun."""

    name: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """批量评估进度: ``done`` of ``rows`` are settled, ``priced`` of them with a price."""

    id: str
    file_name: str
    rows: int
    done: int
    priced: int
    by: str
    at: datetime
    finished_at: datetime | None


async def read_sheet(name: str, path: Path) -> Sheet:
    """Read an uploaded file, outside any transaction; raises what :func:`rows_in` raises."""
    rows = await tools.installed().pools.in_thread(rows_in, path, name)
    return Sheet(name[-LONGEST_NAME:], rows)


async def start_batch(work: Work, sheet: Sheet) -> str:
    """Keep the sheet and let a worker value its cars; the batch's id."""
    batch = ids.public_id()
    await work.kit.objects.put(_rows_key(batch), json.dumps(sheet.rows, ensure_ascii=False).encode())
    await Batch.create(
        public_id=batch,
        station=work.actor.station,
        file_name=sheet.name,
        rows=len(sheet.rows),
        made_by=work.actor.id,
        made_at=clock.now(),
    )
    await work.record("appraisal.batch_started", f"batch:{batch}", rows=len(sheet.rows))
    await work.queue("appraisal.batch", batch, batch=batch)
    return batch


async def batches(work: Work) -> tuple[BatchFacts, ...]:
    """The latest batches of the actor's station."""
    return tuple(_facts(row) for row in await Batch.of_station(work.actor.station, SHOWN))


async def batch(work: Work, public_id: str) -> BatchFacts:
    """One batch of the actor's station, or BatchNotFound."""
    return _facts(await _own(work, public_id))


async def batch_result(work: Work, public_id: str) -> tuple[str, bytes]:
    """The file's name and the workbook; BatchNotFound, or BatchUnfinished."""
    row = await _own(work, public_id)
    if row.finished_at is None:
        raise BatchUnfinished
    return f"{Path(row.file_name).stem}-评估结果.xlsx", await work.kit.objects.get(_result_key(public_id))


async def work_out(kit: Kit, public_id: str) -> None:
    """Value every car of a batch and keep the result; no transaction is open but the last."""
    row = await Batch.get(public_id=public_id)
    if row.finished_at is not None:
        return
    rows: list[Row] = json.loads(await kit.objects.get(_rows_key(public_id)))
    actor = await stations.staff_actor(row.made_by) or ANYONE
    settled: list[Settled] = []
    for car in rows:
        settled.append(await _settle(car, row.station, actor))
        if len(settled) % TELL_EVERY == 0:
            await row.reach(len(settled), sum(one.priced for one in settled))
    await kit.objects.put(_result_key(public_id), await kit.pools.in_thread(result_sheet, rows, settled), replace=True)
    async with unit_of_work(SYSTEM) as work:
        priced = sum(one.priced for one in settled)
        await row.reach(len(settled), priced, finished_at=clock.now())
        await work.record("appraisal.batch_finished", f"batch:{public_id}", rows=len(rows), priced=priced)


async def _settle(row: Row, station: str, actor: Actor) -> Settled:
    try:
        facts = await estimate(*car_of(row, station))
    except RowUnreadable as error:
        return Settled(None, str(error))
    except Refusal as refusal:
        return Settled(None, refusal.sentence)
    try:
        await must_be_allowed(actor, facts)
    except Refusal as refusal:
        return Settled(facts, refusal.sentence)
    return Settled(facts)


async def _own(work: Work, public_id: str) -> Batch:
    row = await Batch.named(public_id)
    if row is None or row.station != work.actor.station:
        raise BatchNotFound
    return row


def _facts(row: Batch) -> BatchFacts:
    return BatchFacts(
        row.public_id, row.file_name, row.rows, row.done, row.priced, row.made_by, row.made_at, row.finished_at
    )


def _rows_key(batch: str) -> str:
    return f"batches/{batch}/rows"


def _result_key(batch: str) -> str:
    return f"batches/{batch}/result"
