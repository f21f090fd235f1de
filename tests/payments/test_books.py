"""The books themselves (账): every fen that goes astray is found, every step is in a table, everybody at once."""

import asyncio
from datetime import timedelta

import pytest

from backend import payments
from backend.gateways.payments import Way
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.errors import Refusal
from backend.kit.models import Job
from backend.payments import conservation
from backend.payments.charges.schedule import deadline, may_end, next_ask, next_try
from backend.payments.jobs import SWEEP
from backend.payments.models import Charge, NoticeSeen, Order, Refund
from backend.payments.notices import inbox
from backend.payments.states import CHARGE_STEPS, OPEN_CHARGES, ORDER_STEPS, REFUND_STEPS, drawn
from tests.payments.till import FEE, MANAGER, Till

CHANGES = (
    ({"paid_fen": FEE + 1}, "paid"),
    ({"refunded_fen": 1}, "refunded"),
    ({"refunding_fen": 1}, "refunding"),
    ({"total_fen": FEE - 1}, "total"),
    ({"reduced_fen": 1}, "reduced"),
    ({"state": "due"}, "state due"),
    ({"state": "refunded"}, "state refunded"),
)


async def test_every_fen_that_goes_astray_is_found(till: Till):
    order = await till.opens()
    await till.scans(order, till.code())
    right = await Order.get(public_id=order.id)
    for change, found in CHANGES:
        await Order.filter(id=right.id).update(**change)
        assert any(found in line for line in await conservation()), change
        await Order.filter(id=right.id).update(**{name: getattr(right, name) for name in change})
    charge = await Charge.get()
    for change in ({"fen": FEE - 1}, {"state": "closed"}, {"surplus_fen": 1}, {"order": "nobody"}):
        await Charge.filter(id=charge.id).update(**change)
        assert await conservation(), change
        await Charge.filter(id=charge.id).update(**{name: getattr(charge, name) for name in change})


def test_every_state_has_its_steps_and_money_that_came_is_never_talked_away():
    for steps in (ORDER_STEPS, CHARGE_STEPS, REFUND_STEPS):
        assert all(set(ways) <= set(steps) for ways in steps.values())
    assert all("paid" in CHARGE_STEPS[state] for state in CHARGE_STEPS if state != "paid")
    assert all("ending" in CHARGE_STEPS[state] for state in OPEN_CHARGES if state != "ending")
    assert drawn().count("stateDiagram-v2") == 3


async def test_who_scans_takes_cash_and_shows_a_code_at_once_is_paid_once(till: Till):
    await till.does(payments.open_shift, 0)
    order = await till.opens()
    qr = await till.shows(order, "alipay")
    till.pays(qr)

    async def cash() -> None:
        await till.does(payments.take_cash, order.id, FEE, "cash-1")

    with till.at_once():
        done = await asyncio.gather(
            till.scans(order, till.code()), cash(), till.hears(qr.number, "alipay"), return_exceptions=True
        )
    assert all(isinstance(one, Refusal | payments.ChargeView | str) or one is None for one in done), done
    await till.waits(20)
    seen = await till.sees(order)
    came = sum(one.fen for one in seen.charges if one.state == "paid")
    back = sum(one.fen for charge in seen.charges for one in charge.refunds if one.state == "done")
    assert (seen.state, came - back) == ("settled", FEE)


async def test_two_clicks_with_one_key_at_once_charge_once(till: Till):
    order = await till.opens()
    codes = [till.code(), till.code()]
    with till.at_once():
        first, second = await asyncio.gather(*(till.scans(order, code, "one-key") for code in codes))
    assert (first.number, await Charge.all().count()) == (second.number, 1)


async def test_a_charge_whose_job_was_lost_is_found_by_the_sweep_whatever_its_age(till: Till):
    order = await till.opens()
    charge = await till.shows(order, "wechat")
    till.pays(charge)
    await Job.filter(key=charge.number).delete()
    await till.does(payments.ask_for_payment_sweep, by=SYSTEM)
    await till.waits(3600, 1800)
    assert (await till.sees(order)).state == "settled"
    assert await Job.filter(name=SWEEP, state="waiting").count() == 1


async def test_one_bad_notice_of_a_group_spoils_no_other(till: Till, monkeypatch: pytest.MonkeyPatch):
    orders = [await till.opens() for _ in range(3)]
    charges = [await till.shows(order, "wechat") for order in orders]
    for charge in charges:
        till.pays(charge)
    real = inbox.apply_all

    async def breaks_for_one(work, group):
        if any(one.said.number == charges[1].number for one in group):
            raise OSError("disk full")
        return await real(work, group)

    monkeypatch.setattr(inbox, "apply_all", breaks_for_one)
    with till.at_once():
        heard = await asyncio.gather(*(till.hears(one.number, "wechat") for one in charges), return_exceptions=True)
    assert [str(one) for one in heard] == ["applied", "disk full", "applied"]
    monkeypatch.undo()
    assert await till.hears(charges[1].number, "wechat") == "applied"
    assert await NoticeSeen.filter(outcome="applied").count() == 3


async def test_a_surplus_that_the_channel_refuses_stays_an_alarm_and_is_repeated(till: Till):
    order = await till.opens()
    first, second = await till.shows(order, "wechat"), await till.shows(order, "alipay")
    for charge in (first, second):
        till.pays(charge)
    await till.hears(second.number, "alipay")
    till.sandbox.misbehave("wechatpay", "refund_poor", 1)
    await till.hears(first.number, "wechat")
    await till.works()
    refund = await Refund.get()
    assert (refund.surplus, refund.state) == (True, "refused")
    await till.does(payments.repeat_refund, refund.number, by=MANAGER)
    await till.waits(10)
    assert [one.state for one in await Refund.all().order_by("id")] == ["refused", "done"]


def test_a_code_is_asked_about_within_seconds_and_ended_in_time():
    asked = clock.now()
    for channel, patience in (("wechat", 45), ("alipay", 60)):
        ends = deadline(channel, Way.CODE, asked, asked + timedelta(hours=1))
        passed = asks = 0.0
        while passed < patience:
            passed += next_ask(Way.CODE, int(asks), ends - asked - timedelta(seconds=passed))
            asks += 1
        assert (passed, asks >= 9) == (patience, True)
    assert not may_end(Way.CODE, asked, asked + timedelta(seconds=14))
    assert may_end(Way.QR, asked, asked)
    waits = [next_try(timedelta(minutes=minutes)) for minutes in (0, 5, 30, 300, 30_000)]
    assert waits == sorted(waits) and waits[0] == 5
