"""Statements and settlements (结算单): the parts always make the whole."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend import payments, reconciliation
from backend.kit import clock
from backend.reconciliation import PARTS, StatementRow, added_up, whole
from backend.reconciliation.models import Share
from backend.stations.models import Station
from tests.payments.till import ADMINISTRATOR, CLERK, MANAGER, STATION, STRANGER
from tests.reconciliation.conftest import Books

# A machine that does many things at once is slow at each; that is no fault of the strategy.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(min_value=clock.today() - timedelta(days=2), max_value=clock.today())
WORDS = st.sampled_from(["", "a", "b"])
FENS = st.integers(0, 100_000)
ROWS = st.lists(
    st.builds(StatementRow, DAYS, WORDS, WORDS, WORDS, FENS, FENS, FENS, FENS, FENS, st.booleans()), max_size=30
)


@UNHURRIED
@given(ROWS, st.sets(st.sampled_from(PARTS)), st.sets(st.sampled_from(PARTS)))
def test_however_it_is_added_up_the_parts_make_the_whole(rows, first, then):
    assert whole(added_up(rows, first)) == whole(rows)
    assert added_up(added_up(rows, first | then), first) == added_up(rows, first)


async def test_a_statement_has_each_way_with_its_fee(books: Books):
    till = books.till
    await till.scans(await till.opens(), till.code("wechat"))
    await till.scans(await till.opens(), till.code("alipay"))
    with books.next_day():
        before = await reconciliation.statement(MANAGER, books.day, books.day)
        for channel in ("wechat", "alipay"):
            await books.matches(channel)
        rows = await reconciliation.statement(MANAGER, books.day, books.day, ("channel",))
    assert not any(row.fee_known for row in before)
    assert [(row.channel, row.charge_fen) for row in rows] == [("alipay", 30_000), ("wechat", 30_000)]
    assert all(row.fee_known and row.fee_fen > 0 for row in rows)
    assert whole(rows).net_fen == 60_000 - sum(row.fee_fen for row in rows)


async def test_cash_has_no_fee_and_is_known_at_once(books: Books):
    till = books.till
    await till.does(payments.open_shift, 0)
    order = await till.opens()
    await till.does(payments.take_cash, order.id, order.due_fen, "cash-1")
    (row,) = await reconciliation.statement(MANAGER, books.day, books.day)
    assert (row.channel, row.charge_fen, row.fee_fen, row.fee_known) == ("cash", 30_000, 0, True)


async def test_a_manager_sees_the_own_station_only(books: Books):
    till = books.till
    await till.scans(await till.opens(), till.code())
    assert await reconciliation.statement(STRANGER, books.day, books.day) == []
    with pytest.raises(reconciliation.DayUnknown):
        await reconciliation.statement(CLERK, books.day, books.day)


async def test_a_period_that_is_upside_down_or_too_long_is_refused(books: Books):
    for first in (books.day + timedelta(days=1), books.day - timedelta(days=200)):
        with pytest.raises(reconciliation.PeriodUnfit):
            await reconciliation.statement(MANAGER, first, books.day)


@pytest.fixture
async def station(books: Books) -> str:
    """The till's station as administrators know it."""
    place = {"province": "苏", "city": "无锡", "market_name": "无锡锡山二手车交易市场", "document_city": "default"}
    await Station.create(public_id=STATION, code="0001", name="锡山登记服务站", created_at=clock.now(), **place)
    return STATION


async def test_a_station_gets_its_part_of_a_shared_merchant_once(books: Books, station: str):
    till = books.till
    await till.scans(await till.opens(), till.code())
    with books.next_day():
        seen = await books.matches()
        settled = await till.does(reconciliation.settle_station, station, books.day, by=ADMINISTRATOR)
        (one,) = await reconciliation.settlements(ADMINISTRATOR)
        assert (one.id, one.charge_fen, one.fee_fen, one.net_fen) == (
            settled,
            30_000,
            seen.fee_fen,
            30_000 - seen.fee_fen,
        )
        with pytest.raises(reconciliation.PeriodUnfit):
            await till.does(reconciliation.settle_station, station, books.day, by=ADMINISTRATOR)
        with pytest.raises(reconciliation.SlipNeeded):
            await till.does(reconciliation.note_payment, settled, "", by=ADMINISTRATOR)
        await till.does(reconciliation.note_payment, settled, "招行 20261122-01", by=ADMINISTRATOR)
        with pytest.raises(reconciliation.SettlementPaid):
            await till.does(reconciliation.note_payment, settled, "招行 20261122-02", by=ADMINISTRATOR)
        with pytest.raises(reconciliation.DayUnknown):
            await till.does(reconciliation.settle_station, station, books.day, by=MANAGER)


async def test_a_day_that_is_not_closed_cannot_be_settled(books: Books, station: str):
    till = books.till
    with books.next_day():
        till.sandbox.misbehave("wechatpay_bills", "late", 50)
        await books.matches()
        with pytest.raises(reconciliation.SettlementGap, match=f"{books.day}"):
            await till.does(reconciliation.settle_station, station, books.day, by=ADMINISTRATOR)


async def test_shares_are_the_bill_to_the_fen(books: Books):
    till = books.till
    charge = await till.scans(await till.opens(), till.code())
    await till.scans(await till.opens(5_000), till.code(), "scan-2")
    await till.refunds(charge, 1_000)
    await till.works()
    with books.next_day():
        seen = await books.matches()
    shares = await Share.filter(bill_day=seen.id)
    assert sum(one.charge_fen - one.refund_fen for one in shares) == seen.their_net_fen
    assert sum(one.fee_fen for one in shares) == seen.fee_fen
    assert {one.station for one in shares} == {STATION}
