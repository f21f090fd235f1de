"""A day against the channel's bill (逐日对账), with the real SDKs and the sandbox's own bills."""

from datetime import timedelta
from typing import Any

import pytest

from backend import payments, reconciliation
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.errors import Refusal
from backend.payments.models import Charge
from backend.reconciliation.days.run import run_day
from backend.reconciliation.models import BillDay
from tests.payments.till import ADMINISTRATOR, CLERK, FEE, MANAGER, STRANGER
from tests.reconciliation.conftest import Books

CHANNELS = ("wechat", "alipay")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_day_whose_lines_all_agree_closes_by_itself(books: Books, channel: str):
    till = books.till
    order = await till.opens()
    charge = await till.scans(order, till.code(channel))
    await till.refunds(charge, 5_000)
    await till.works()
    with books.next_day():
        seen = await books.matches(channel)
    assert (seen.state, seen.our_net_fen, seen.their_net_fen, seen.open_count) == ("closed", 25_000, 25_000, 0)
    assert seen.agreed == 2


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_day_on_which_nothing_moved_closes_by_itself(books: Books, channel: str):
    with books.next_day():
        seen = await books.matches(channel)
    assert (seen.state, seen.has_bill, seen.our_net_fen) == ("closed", False, 0)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_payment_we_never_heard_of_is_asked_about_and_settles_the_order(books: Books, channel: str):
    till = books.till
    order = await till.opens()
    charge = await till.shows(order, channel)
    # As after a crash that lost everything that came later: nobody asks, and the notice was lost.
    await Charge.filter(number=charge.number).update(state="closed", next_ask_at=None)
    till.pays(charge)
    with books.next_day():
        seen = await books.matches(channel)
        found = (await books.sees(seen.id))[1]
    assert (await till.sees(order)).state == "settled"
    assert (seen.state, [one.state for one in found]) == ("closed", ["healed"])


async def test_a_payment_of_a_stranger_waits_for_a_person(books: Books):
    till = books.till
    order = await till.opens()
    charge = await till.scans(order, till.code())
    await Charge.filter(number=charge.number).update(merchant="m" * 20)
    with books.next_day():
        seen = await books.matches()
        found = (await books.sees(seen.id))[1]
        assert (seen.state, seen.gap_fen, [one.kind for one in found]) == ("matched", FEE, ["missing_here"])
        with pytest.raises(reconciliation.DifferencesOpen):
            await till.does(reconciliation.close_day, seen.id, by=ADMINISTRATOR)
        with pytest.raises(reconciliation.NoteNeeded):
            await till.does(reconciliation.resolve, seen.id, found[0].id, " ", by=ADMINISTRATOR)
        await till.does(reconciliation.resolve, seen.id, found[0].id, "顾客付给了别的柜台", by=ADMINISTRATOR)
        await till.does(reconciliation.close_day, seen.id, by=ADMINISTRATOR)
        seen, found = await books.sees(seen.id)
    assert (seen.state, found[0].state, found[0].note) == ("closed", "resolved", "顾客付给了别的柜台")


async def test_a_payment_that_only_we_know_waits_for_a_person(books: Books):
    till = books.till
    order = await till.opens()
    charge = await till.scans(order, till.code())
    await Charge.filter(number=charge.number).update(number="C" + charge.number[1:][::-1])
    with books.next_day():
        seen = await books.matches()
        found = (await books.sees(seen.id))[1]
    assert sorted(one.kind for one in found) == ["missing_here", "missing_there"]
    assert seen.gap_fen == 0


async def test_what_a_person_resolved_stays_so_when_the_day_is_matched_again(books: Books):
    till = books.till
    charge = await till.scans(await till.opens(), till.code())
    await Charge.filter(number=charge.number).update(merchant="m" * 20)
    with books.next_day():
        seen = await books.matches()
        (one,) = (await books.sees(seen.id))[1]
        await till.does(reconciliation.resolve, seen.id, one.id, "已向渠道核实", by=ADMINISTRATOR)
        seen = await books.matches()
        assert [one.state for one in (await books.sees(seen.id))[1]] == ["resolved"]
        assert seen.state == "closed"
        with pytest.raises(reconciliation.DayClosed):
            await books.matches()
        await Charge.filter(number=charge.number).update(merchant=till.merchants["wechat"])
        await till.does(reconciliation.reopen, seen.id, "渠道补了账单", by=ADMINISTRATOR)
        await till.works()
        seen, found = await books.sees(seen.id)
    assert (seen.state, seen.agreed, [one.state for one in found]) == ("closed", 1, ["resolved"])


async def test_a_payment_of_a_far_off_day_of_ours_is_known_and_nothing_is_matched_twice(
    books: Books, monkeypatch: pytest.MonkeyPatch
):
    till = books.till
    far = await till.scans(await till.opens(), till.code())
    await till.scans(await till.opens(), till.code(), "scan-2")
    await Charge.filter(number=far.number).update(paid_at=clock.now() - timedelta(days=10))
    pools, runs = till.tools.kit.pools, []
    in_process = pools.in_process

    async def counted(act: Any, *args: object, **more: Any) -> Any:
        runs.append(act.__name__)
        return await in_process(act, *args, **more)

    monkeypatch.setattr(pools, "in_process", counted)
    with books.next_day():
        seen = await books.matches()
        (one,) = (await books.sees(seen.id))[1]
    assert (seen.state, seen.agreed, seen.gap_fen) == ("closed", 1, FEE)
    assert (one.kind, one.state, one.number) == ("other_day", "healed", far.number)
    assert runs == ["_weighed", "read_fund_bill"]


async def test_a_payment_taken_and_given_back_by_the_channel_is_explained(books: Books):
    till = books.till
    order = await till.opens()
    charge = await till.scans(order, till.code("wechat", "password"))
    await payments.cancel_charge(till.tools, CLERK, charge.number)
    await till.waits(30)
    with books.next_day():
        seen = await books.matches()
    assert (seen.state, seen.gap_fen) == ("closed", 0)


@pytest.mark.parametrize(
    ("channel", "service", "fault", "says"),
    [
        ("wechat", "wechatpay_bills", "late", "还没有生成"),
        ("wechat", "wechatpay_bills", "wrong_hash", "没有给出账单"),
        ("wechat", "wechatpay_bills", "cut_short", "没有给出账单"),
        ("alipay", "alipay", "server_error", "没有给出账单"),
    ],
)
async def test_a_bill_that_is_late_is_looked_for_again(books: Books, channel: str, service: str, fault: str, says: str):
    till = books.till
    await till.scans(await till.opens(), till.code(channel))
    with books.next_day():
        till.sandbox.misbehave(service, fault, 50)
        seen = await books.matches(channel)
        assert seen.state == "waiting"
        assert says in seen.problem
        till.sandbox.post("faults", service=service, kind="", count=None)
        seen = await books.matches(channel)
    assert seen.state == "closed"


@pytest.mark.parametrize(
    ("fault", "kinds"),
    [
        ("broken_line", ["broken", "funds", "missing_there", "sum"]),
        ("missing_line", ["funds", "missing_there"]),
        ("extra_line", ["funds", "missing_here"]),
        ("wrong_amount", ["amount", "funds", "sum"]),
        ("wrong_state", ["funds", "missing_there", "state", "sum"]),
        ("fund_gap", ["funds"]),
        ("fund_withdrawal", []),
    ],
)
async def test_each_fault_of_a_bill_is_told_by_its_name(books: Books, fault: str, kinds: list[str]):
    till = books.till
    for number in range(2):
        await till.scans(await till.opens(), till.code(), f"scan-{number}")
    till.sandbox.misbehave("wechatpay_bills", fault, 50)
    with books.next_day():
        seen = await books.matches()
        found = (await books.sees(seen.id))[1]
    assert sorted(one.kind for one in found) == kinds
    assert (await BillDay.get(public_id=seen.id)).unexplained_fen == 0


async def test_two_runs_of_the_same_wish_match_once(books: Books):
    with books.next_day():
        seen = await books.matches()
        row = await BillDay.get(public_id=seen.id)
        await run_day(books.till.tools, seen.id, row.version - 1)
        assert (await BillDay.get(public_id=seen.id)).version == row.version


async def test_a_day_that_is_not_over_or_too_old_is_refused(books: Books):
    till = books.till
    for day, refusal in (
        (books.day, reconciliation.DayNotOver),
        (books.day.replace(year=2020), reconciliation.DayTooOld),
    ):
        with pytest.raises(refusal):
            await till.does(reconciliation.ask_for_day, till.merchants["wechat"], day, by=ADMINISTRATOR)


async def test_a_shared_merchants_days_are_the_administrators_business(books: Books):
    till = books.till
    with books.next_day():
        seen = await books.matches()
        for actor in (MANAGER, STRANGER, CLERK):
            with pytest.raises(Refusal):
                await reconciliation.day(actor, seen.id)
        with pytest.raises(reconciliation.MerchantUnknown):
            await till.does(reconciliation.ask_for_day, till.merchants["wechat"], books.day, by=MANAGER)


async def test_each_morning_yesterday_is_matched_for_every_merchant(books: Books):
    till = books.till
    with books.next_day():
        await till.does(reconciliation.ask_for_reconciliation, by=SYSTEM)
        await till.works()
        found = await reconciliation.days(ADMINISTRATOR, books.day, books.day)
        assert sorted((one.channel, one.state) for one in found) == [("alipay", "closed"), ("wechat", "closed")]


async def test_the_bill_can_be_taken_as_the_channel_gave_it(books: Books):
    till = books.till
    charge = await till.scans(await till.opens(), till.code())
    with books.next_day():
        seen = await books.matches()
        name, data = await till.does(reconciliation.bill_of, seen.id, by=ADMINISTRATOR)
    assert name.endswith(".csv")
    assert charge.number.encode() in data
