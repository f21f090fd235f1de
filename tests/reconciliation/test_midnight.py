"""A code payment that is reversed after midnight (跨日撤销): two bills, each with one half, and nothing left to do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from backend import payments, reconciliation
from backend.kit import clock
from backend.reconciliation import DayView
from tests.payments.till import ADMINISTRATOR, SERVICES
from tests.reconciliation.conftest import Books

LOST = {"wechat": "timeout_after", "alipay": "lost_answer"}
NOTE = "收款后跨日撤销，两日账单合计为零"


@asynccontextmanager
async def two_days_after(books: Books, channel: str) -> AsyncIterator[None]:
    """Twenty seconds before midnight the channel takes the money and nobody hears of it; after it, it is reversed.

    Then both bills are there.
    """
    till = books.till
    order = await till.opens()
    now = clock.local(clock.now())
    over = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with till.later(seconds=(over - now).total_seconds() - 20):
        code = till.code(channel)
        till.sandbox.misbehave(SERVICES[channel], LOST[channel], 1)
        charge = await till.scans(order, code)
        assert charge.state == "unknown"
        till.sandbox.misbehave(SERVICES[channel], "server_error", 1)
        with till.later(seconds=90):
            await till.works()
            assert (await payments.charge_of(charge.number)).state == "closed"
            with till.later(hours=36):
                yield


async def matched(books: Books, channel: str, days: int) -> DayView:
    """The day that is so many days later, matched on the next."""
    merchant = books.till.merchants[channel]
    day = books.day + timedelta(days=days)
    name = await books.till.does(reconciliation.ask_for_day, merchant, day, by=ADMINISTRATOR)
    await books.till.works()
    return (await books.sees(name))[0]


async def states(books: Books, day: DayView) -> tuple[str, list[tuple[str, str]]]:
    seen, found = await books.sees(day.id)
    return seen.state, [(one.state, one.note) for one in found]


@pytest.mark.parametrize("channel", sorted(SERVICES))
async def test_both_days_close_once_the_second_bill_is_there(books: Books, channel: str):
    async with two_days_after(books, channel):
        first = await matched(books, channel, 0)
        assert (first.state, first.open_count) == ("matched", 1)
        second = await matched(books, channel, 1)
        assert await states(books, second) == ("closed", [("healed", NOTE)])
        assert await states(books, first) == ("closed", [("healed", NOTE)])


async def test_the_order_in_which_the_days_are_matched_is_no_matter(books: Books):
    async with two_days_after(books, "wechat"):
        second = await matched(books, "wechat", 1)
        assert second.state == "matched"
        first = await matched(books, "wechat", 0)
        assert {(await states(books, one))[0] for one in (first, second)} == {"closed"}


async def test_a_day_that_is_opened_again_closes_again(books: Books):
    async with two_days_after(books, "wechat"):
        first, _ = await matched(books, "wechat", 0), await matched(books, "wechat", 1)
        await books.till.does(reconciliation.reopen, first.id, "再核一次", by=ADMINISTRATOR)
        await books.till.works()
        assert await states(books, first) == ("closed", [("healed", NOTE)])


async def test_a_reversal_of_another_amount_is_no_half(books: Books):
    async with two_days_after(books, "wechat"):
        first = await matched(books, "wechat", 0)
        books.till.sandbox.misbehave("wechatpay_bills", "wrong_amount", 1)
        second = await matched(books, "wechat", 1)
        assert (await states(books, first))[0] == (await states(books, second))[0] == "matched"
