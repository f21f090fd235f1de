"""Running a day (逐日对账): compared outside any transaction, kept in one, healed where that is safe."""

import hashlib
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from backend.gateways.payments import FundBill, NoBill
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.errors import VendorTrouble
from backend.reconciliation.days.ask import queue
from backend.reconciliation.days.compare import Compared, Groups, compare
from backend.reconciliation.days.held import write
from backend.reconciliation.days.midnight import pair_reversals
from backend.reconciliation.matching import Difference, DifferenceKind
from backend.reconciliation.models import BillDay, DifferenceRow, Share
from backend.reconciliation.states import DayState, DifferenceState

HEAL_JOB: Final = "reconciliation.heal"
AGAIN_JOB: Final = "reconciliation.again"
# A bill that is late comes within hours; a channel that is down is asked more gently each time.
LATE = timedelta(minutes=30)
_BY_LINE: Final = frozenset({DifferenceKind.BROKEN, DifferenceKind.DUPLICATE, DifferenceKind.FUNDS})
# Rows written in one statement.
BATCH: Final = 500


async def run_day(tools: Any, bill_day: str, version: int) -> None:
    """Compare and keep, if the day is still wanted in that version."""
    row = await BillDay.named(bill_day)
    if row is None or row.step is not DayState.WANTED or row.version != version:
        return
    try:
        with tempfile.TemporaryDirectory(dir=tools.settings.folder, prefix="bill-") as scratch:
            compared = await compare(tools.kit, tools.channels, row.merchant, row.day, Path(scratch))
    except NoBill:
        await _later(bill_day, version, "渠道还没有生成这一天的账单")
    except VendorTrouble as trouble:
        await _later(bill_day, version, f"渠道没有给出账单（{trouble.reason}）")
    else:
        await _keep(bill_day, version, compared)


async def _later(bill_day: str, version: int, problem: str) -> None:
    async with unit_of_work(SYSTEM) as work:
        row = await BillDay.locked(bill_day)
        if row is None or row.step is not DayState.WANTED or row.version != version:
            return
        await write(work, row, "waiting", DayState.WAITING, tries=row.tries + 1, problem=problem[:80])
        await queue_again(work, row)


async def queue_again(work: Work, row: BillDay) -> None:
    """Look for a late bill after half an hour, then less often, at last once a day."""
    wait = min(LATE * 2 ** min(row.tries - 1, 6), timedelta(days=1))
    await work.queue(
        AGAIN_JOB,
        f"{row.public_id}/{row.version}",
        delay_seconds=wait.total_seconds(),
        day=row.public_id,
        version=row.version,
    )


async def look_again(bill_day: str, version: int) -> None:
    """A waiting day is wanted again, if nobody asked meanwhile."""
    async with unit_of_work(SYSTEM) as work:
        row = await BillDay.locked(bill_day)
        if row is not None and row.step is DayState.WAITING and row.version == version:
            await write(work, row, "asked", DayState.WANTED)
            await queue(work, row)


async def _keep(bill_day: str, version: int, compared: Compared) -> None:
    async with unit_of_work(SYSTEM) as work:
        row = await BillDay.locked(bill_day)
        if row is None or row.step is not DayState.WANTED or row.version != version:
            return
        matched = compared.matched
        await _keep_shares(row, compared.groups, compared)
        found = await pair_reversals(work, row, await _keep_differences(row, compared.differences))
        funds = compared.funds or FundBill()
        open_count = sum(one.state == DifferenceState.OPEN.value for one in found)
        done: dict[str, Any] = {
            "bill": compared.bill,
            "sha256": compared.sha256,
            "our_charges": matched.ours.charges,
            "our_charge_fen": matched.ours.charge_fen,
            "our_refunds": matched.ours.refunds,
            "our_refund_fen": matched.ours.refund_fen,
            "their_charges": matched.theirs.charges,
            "their_charge_fen": matched.theirs.charge_fen,
            "their_refunds": matched.theirs.refunds,
            "their_refund_fen": matched.theirs.refund_fen,
            "fee_fen": matched.theirs.fee_fen,
            "fund_bill": compared.fund_bill,
            "fund_came_fen": funds.came_fen,
            "fund_went_fen": funds.went_fen,
            "fund_fee_fen": funds.fee_fen,
            "fund_withdrawn_fen": funds.withdrawn_fen,
            "agreed": matched.agreed,
            "reversed": matched.reversed,
            "unexplained_fen": matched.unexplained_fen,
            "matched_at": clock.now(),
            "problem": "",
        }
        if open_count == 0 and matched.unexplained_fen == 0:
            done |= {"closed_at": clock.now(), "closed_by": SYSTEM.name}
            await write(work, row, "closed", DayState.CLOSED, **done)
            return
        await write(work, row, "matched", DayState.MATCHED, **done)
        if any(one.healable for one in found):
            await work.queue(HEAL_JOB, f"{row.public_id}/{row.version}", day=row.public_id, version=row.version)


async def _keep_shares(row: BillDay, groups: Groups, compared: Compared) -> None:
    """The day's parts anew; together they are the bill to the fen, strangers' lines under no station."""
    await Share.filter(bill_day=row.public_id).delete()
    whose = {0: ("", ""), **{number: pair for number, pair in enumerate(groups, 1)}}
    shares = [
        Share(
            bill_day=row.public_id,
            merchant=row.merchant,
            channel=row.channel,
            day=row.day,
            station=whose[group][0],
            clerk=whose[group][1],
            charges=part.charges,
            charge_fen=part.charge_fen,
            refunds=part.refunds,
            refund_fen=part.refund_fen,
            fee_fen=part.fee_fen,
        )
        for group, part in compared.matched.groups.items()
    ]
    await Share.bulk_create(shares, batch_size=BATCH)


async def _keep_differences(row: BillDay, differences: tuple[Difference, ...]) -> list[DifferenceRow]:
    """Keep what is new; what was resolved stays so while its amounts are the same; what is gone was healed."""
    known = {one.identity: one for one in await DifferenceRow.of([row.public_id])}
    found: list[DifferenceRow] = []
    new: list[DifferenceRow] = []
    for one in differences:
        identity = _identity(one)
        old = known.pop(identity, None)
        if old is None:
            new.append(_row(row, one, identity))
            found.append(new[-1])
        else:
            if (old.our_fen, old.their_fen) != (one.our_fen, one.their_fen):
                old.our_fen, old.their_fen = one.our_fen, one.their_fen
                _open(old)
            elif old.state == DifferenceState.HEALED.value and one.kind is not DifferenceKind.OTHER_DAY:
                _open(old)
            await old.save()
            found.append(old)
    await DifferenceRow.bulk_create(new, batch_size=BATCH)
    for gone in known.values():
        if gone.state == DifferenceState.OPEN.value:
            _heal(gone, "再次核对后双方一致")
            await gone.save()
    return found


def _row(day: BillDay, one: Difference, identity: str) -> DifferenceRow:
    row = DifferenceRow(
        public_id=ids.public_id(),
        bill_day=day.public_id,
        identity=identity,
        kind=one.kind.value,
        move=one.move.value,
        number=one.number[:64],
        refund_number=one.refund_number[:64],
        channel_number=one.channel_number[:64],
        our_fen=one.our_fen,
        their_fen=one.their_fen,
        line=one.line,
        detail=one.detail[:40],
        found_at=clock.now(),
    )
    if one.kind is DifferenceKind.OTHER_DAY:
        # Both sides know the move and its amount; only midnight lies between them.
        _heal(row, "双方金额一致，只是计入的日期不同")
    return row


def _open(row: DifferenceRow) -> None:
    row.state, row.note, row.by, row.settled_at = DifferenceState.OPEN.value, "", "", None


def _heal(row: DifferenceRow, note: str) -> None:
    row.state, row.note, row.by, row.settled_at = DifferenceState.HEALED.value, note, SYSTEM.name, clock.now()


def _identity(one: Difference) -> str:
    # A line's place tells apart only what has no number of its own, or has it twice.
    line = one.line if one.kind in _BY_LINE else 0
    text = "\n".join((one.kind, one.move, one.number, one.refund_number, str(line)))
    return hashlib.sha256(text.encode()).hexdigest()
