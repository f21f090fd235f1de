"""What is shown of the days (对账查看)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from tortoise.functions import Count

from backend import payments
from backend.kit import clock
from backend.kit.actor import Actor
from backend.kit.database import Work
from backend.payments import MerchantFacts
from backend.reconciliation.errors import DayUnknown
from backend.reconciliation.facts import DayView, DifferenceView
from backend.reconciliation.matching import DIFFERENCE_NAMES, DifferenceKind
from backend.reconciliation.models import BillDay, DifferenceRow
from backend.reconciliation.sight import station_of
from backend.reconciliation.states import DAY_NAMES, DIFFERENCE_STATE_NAMES, DayState, DifferenceState

# A matched day whose differences are all settled waits only for somebody to close it.
SETTLED_NAME: Final = "待平账关闭"
# A difference nobody looked after for so long is an alarm.
PATIENCE: Final = timedelta(days=3)
_SENTENCES: Final = {
    DifferenceKind.MISSING_HERE: "渠道账单里有这一笔，平台没有记录。请向渠道商户平台核实是谁的收款。",
    DifferenceKind.MISSING_THERE: "平台记为已收（退），渠道账单里没有。请在渠道商户平台按订单号查询后写明结果。",
    DifferenceKind.AMOUNT: "两边金额不同。请以渠道账单为准核实差额的去向。",
    DifferenceKind.STATE: "渠道账单记为已发生，平台的状态不同。系统会再向渠道查询；仍不一致时请人工核实。",
    DifferenceKind.OTHER_DAY: "两边都有且金额一致，只是计入的日期不同，无须处理。",
    DifferenceKind.DUPLICATE: "渠道账单把同一笔列了两次。请核实是否重复扣款。",
    DifferenceKind.MERCHANT: "账单里出现了别的商户号。请核对商户设置。",
    DifferenceKind.BROKEN: "账单中这一行无法识别。请重新对账；仍然如此时向渠道索取完整账单。",
    DifferenceKind.SUM: "账单末尾的合计与逐行相加不等，文件可能不完整。请重新对账。",
    DifferenceKind.FUNDS: "左为交易账单扣除手续费后的净额，右为资金账户的变动，两者不等。请在渠道商户平台核实差额。",
}


async def days(actor: Actor, first: date, last: date) -> list[DayView]:
    """Days of the merchants that the actor may see, the latest first. Raises DayUnknown for who may see none."""
    rows = await BillDay.of(first, last, station_of(actor))
    return await _views(rows)


async def day(actor: Actor, bill_day: str) -> tuple[DayView, list[DifferenceView]]:
    """One day and its differences, open ones first. Raises DayUnknown."""
    station = station_of(actor)
    row = await BillDay.named(bill_day)
    if row is None or station not in (None, row.station):
        raise DayUnknown
    found = await DifferenceRow.of([row.public_id])
    orders = await payments.orders_named({one.number for one in found}, {one.refund_number for one in found})
    return (await _views([row]))[0], [_difference(one, orders) for one in found]


async def bill_of(work: Work, bill_day: str, *, funds: bool = False) -> tuple[str, bytes]:
    """The bill, or the fund bill, as the channel gave it: a file name and its bytes; that it leaves is on record.

    Raises DayUnknown, also where the channel had none.
    """
    station = station_of(work.actor)
    row = await BillDay.named(bill_day)
    key = "" if row is None else row.fund_bill if funds else row.bill
    if row is None or station not in (None, row.station) or not key:
        raise DayUnknown
    await work.record("reconciliation.bill_taken", row.public_id, kind="funds" if funds else "trade")
    name = f"{row.channel}-{'funds-' if funds else ''}{row.day:%Y%m%d}-{row.merchant[:6]}.csv"
    return name, await work.kit.objects.get(key)


async def alarm() -> str:
    """What somebody must look at, as a sentence; empty when all is well."""
    oldest = await DifferenceRow.oldest_open()
    if oldest is not None and clock.now() - oldest > PATIENCE:
        return f"有对账差异已 {(clock.now() - oldest).days} 天没有处理。"
    late = await BillDay.unclosed_before(clock.today() - PATIENCE)
    return f"有 {late} 个对账日超过 {PATIENCE.days} 天没有平账关闭。" if late else ""


async def _views(rows: Sequence[BillDay]) -> list[DayView]:
    merchants = {one.id: one for one in await payments.list_merchants()}
    names = [row.public_id for row in rows]
    counted = DifferenceRow.filter(bill_day__in=names, state=DifferenceState.OPEN.value)
    counts = await counted.annotate(count=Count("id")).group_by("bill_day").values_list("bill_day", "count")
    open_counts = {str(name): int(count) for name, count in counts}
    return [_view(row, merchants.get(row.merchant), open_counts.get(row.public_id, 0)) for row in rows]


def _view(row: BillDay, merchant: MerchantFacts | None, open_count: int) -> DayView:
    return DayView(
        id=row.public_id,
        merchant=row.merchant,
        merchant_name=merchant.name if merchant else "",
        merchant_number=merchant.number if merchant else "",
        channel=row.channel,
        station=row.station,
        day=row.day,
        state=row.state,
        state_name=SETTLED_NAME if row.step is DayState.MATCHED and not open_count else DAY_NAMES[row.step],
        problem=row.problem,
        our_charges=row.our_charges,
        our_charge_fen=row.our_charge_fen,
        our_refunds=row.our_refunds,
        our_refund_fen=row.our_refund_fen,
        their_charges=row.their_charges,
        their_charge_fen=row.their_charge_fen,
        their_refunds=row.their_refunds,
        their_refund_fen=row.their_refund_fen,
        fee_fen=row.fee_fen,
        fund_came_fen=row.fund_came_fen,
        fund_went_fen=row.fund_went_fen,
        fund_fee_fen=row.fund_fee_fen,
        fund_withdrawn_fen=row.fund_withdrawn_fen,
        has_fund_bill=bool(row.fund_bill),
        agreed=row.agreed,
        reversed=row.reversed,
        gap_fen=row.gap_fen,
        open_count=open_count,
        has_bill=bool(row.bill),
        matched_at=row.matched_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
    )


def _difference(row: DifferenceRow, orders: dict[str, str]) -> DifferenceView:
    kind = DifferenceKind(row.kind)
    return DifferenceView(
        id=row.public_id,
        kind=row.kind,
        kind_name=DIFFERENCE_NAMES[kind],
        move=row.move,
        number=row.number,
        refund_number=row.refund_number,
        channel_number=row.channel_number,
        our_fen=row.our_fen,
        their_fen=row.their_fen,
        line=row.line,
        sentence=_SENTENCES[kind],
        state=row.state,
        state_name=DIFFERENCE_STATE_NAMES[DifferenceState(row.state)],
        note=row.note,
        by=row.by,
        order=orders.get(row.refund_number) or orders.get(row.number, ""),
        found_at=row.found_at,
        settled_at=row.settled_at,
    )
