"""The till as a state machine (收银台状态机): whatever people, channels, notices and power cuts do, each fen is kept.

After every step what came in is what is kept, went back, or is on its way. In the evening all heals: every charge is
over, every order settled once or not at all, our books are the channel's number by number, and the reconciliation of
each day closes or tells exactly what was planted. ``CWT_TEST_TILL_ORDERS`` says how many orders (thousands by hand).
"""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backend import payments
from backend.gateways.payments import Way
from backend.kit.actor import SYSTEM, Actor, Role
from backend.payments import conservation
from backend.payments.charges.pursue import pursue
from backend.sandbox.people import BY_KEY
from backend.settings import Settings
from tests.payments.machine.evening import count, heal, reconcile, remember
from tests.payments.machine.hall import Hall, furnish
from tests.payments.machine.mishaps import BILLS, ONCE, SPOILT, SWITCHES
from tests.payments.till import CLERK, MANAGER, SECOND, SERVICES
from tests.sandbox.running import Options, RunningSandbox, running

OWNER = Actor("owner", "chen-mai", frozenset({Role.OWNER}))
ORDERS = int(os.environ.get("CWT_TEST_TILL_ORDERS", "0"))
STEPS, EXAMPLES, ORDERS_OF_ONE = 30, 6, 4
# What the few walks of the suite meet at least.
MET = {"order settled", "charge paid", "charge closed", "refund done", "notice applied", "surplus"}
# Which one of many: shrinks to the first.
PICK = st.integers(0, 11)
CHANNEL = st.sampled_from(sorted(SERVICES))
WISH = st.sampled_from(["pays", "pays", "password", "password_soon", "gives_up", "not_enough", "risk", "account"])
# At which step our process dies; mostly it lives.
CUT = st.sampled_from([0, 0, 0]) | st.integers(0, 40)


class Life(RuleBasedStateMachine):
    """A few orders, two channels, one payer with two phones."""

    furnished: ClassVar[Path]
    merchants: ClassVar[dict[str, str]]
    sandbox: ClassVar[RunningSandbox]

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall(self.sandbox, self.furnished, self.merchants)
        self.planted = dict.fromkeys(SERVICES, "")

    @initialize(wechat=st.sampled_from(["", *BILLS["wechat"]]), alipay=st.sampled_from(["", *BILLS["alipay"]]))
    def begin(self, wechat: str, alipay: str) -> None:
        self.planted = {"wechat": wechat, "alipay": alipay}
        for business in ("direct", "direct", "entrusted"):
            self.hall.opens(business)

    @rule(business=st.sampled_from(["direct", "entrusted"]))
    def open(self, business: str) -> None:
        self.hall.opens(business)

    @rule(pick=PICK, channel=CHANNEL, wish=WISH, cut_at=CUT)
    def scan(self, pick: int, channel: str, wish: str, cut_at: int) -> None:
        code = self.hall.till.code(channel, wish)
        self._asked(payments.charge_code, pick, code, cut_at=cut_at)

    @rule(pick=PICK)
    def scan_a_wrong_code(self, pick: int) -> None:
        self._asked(payments.charge_code, pick, "134567890123456789")

    @rule(pick=PICK, channel=CHANNEL, cut_at=CUT)
    def show_qr(self, pick: int, channel: str, cut_at: int) -> None:
        self._asked(payments.show_qr, pick, channel, cut_at=cut_at)

    @rule(pick=PICK, channel=CHANNEL, way=st.sampled_from([Way.INSIDE, Way.BROWSER]), cut_at=CUT)
    def go_on_by_phone(self, pick: int, channel: str, way: Way, cut_at: int) -> None:
        openid = BY_KEY["chen-mai"].openid(self.sandbox.options.accounts.official.app_id)
        facts = {"payer": openid, "ip": "127.0.0.1", "back_url": "http://127.0.0.1/"}
        self._asked(payments.prepay, pick, channel, way, by=OWNER, cut_at=cut_at, **facts)

    def _asked(self, act: Any, pick: int, *args: Any, by: Actor = CLERK, cut_at: int = 0, **more: Any) -> None:
        order, tools = self.hall.order(pick), self.hall.till.tools
        self.hall.shown(self.hall.tried(act(tools, by, order.id, *args, self.hall.next_key(), **more), cut_at))

    @rule(pick=PICK, channel=CHANNEL, told=st.booleans())
    def pay_by_qr(self, pick: int, channel: str, told: bool) -> None:
        """What happens all day long, so that much money is met."""
        self.show_qr(pick, channel, 0)
        self.act_on_the_phone(0, "pay")
        if told:
            self.hear(channel, 0, 0)

    @rule(pick=PICK, act=st.sampled_from(["pay", "pay", "pay", "cancel"]))
    def act_on_the_phone(self, pick: int, act: str) -> None:
        if self.hall.charges:
            self.hall.at_the_phone(act, self.hall.charges[-1 - pick % len(self.hall.charges)])

    @rule(pick=PICK, cut_at=CUT)
    def cancel_charge(self, pick: int, cut_at: int) -> None:
        if number := self._number(pick):
            self.hall.tried(payments.cancel_charge(self.hall.till.tools, CLERK, number), cut_at)

    def _number(self, pick: int) -> str:
        """A charge of any order, known to the clerk's page or not."""
        charges = [one for at in range(len(self.hall.transfers)) for one in self.hall.order(at).charges]
        return charges[-1 - pick % len(charges)].number if charges else ""

    @rule(pick=PICK, fen=st.sampled_from([1, 10_000, 30_000, 120_000]), cash=st.booleans())
    def take_by_hand(self, pick: int, fen: int, cash: bool) -> None:
        order, key = self.hall.order(pick).id, self.hall.next_key()
        act, more = (payments.take_cash, ()) if cash else (payments.take_pos, ("000123",))
        self.hall.tried(self.hall.till.does(act, order, fen, key, *more))

    @rule(pick=PICK, fen=st.sampled_from([0, 1, 5_000, 30_000]))
    def reduce(self, pick: int, fen: int) -> None:
        order = self.hall.order(pick).id
        act, args = (payments.reduce, (fen,)) if fen else (payments.waive, ())
        self.hall.tried(self.hall.till.does(act, order, *args, "老顾客", by=MANAGER))

    @rule(pick=PICK, part=st.sampled_from([1, 2, 3]), cut_at=CUT)
    def refund(self, pick: int, part: int, cut_at: int) -> None:
        paid = [one for at in range(len(self.hall.transfers)) for one in self.hall.order(at).charges if one.paid_at]
        if paid:
            charge = paid[-1 - pick % len(paid)]
            args = (charge.number, max(charge.refundable_fen // part, 1), "车主不办了", self.hall.next_key())
            self.hall.tried(self.hall.till.does(payments.refund, *args, by=MANAGER), cut_at)

    @rule(pick=PICK, act=st.sampled_from([payments.confirm_refund, payments.withdraw_refund, payments.repeat_refund]))
    def decide_on_a_refund(self, pick: int, act: Any) -> None:
        charges = [one for at in range(len(self.hall.transfers)) for one in self.hall.order(at).charges]
        refunds = [one for charge in charges for one in charge.refunds]
        if refunds:
            self.hall.tried(self.hall.till.does(act, refunds[-1 - pick % len(refunds)].number, by=SECOND))

    @rule(pick=PICK)
    def cancel_the_transfer(self, pick: int) -> None:
        transfer = self.hall.transfers[pick % len(self.hall.transfers)]
        self.hall.tried(self.hall.till.does(payments.close_order, transfer, by=SYSTEM))

    @rule(channel=CHANNEL, pick=PICK, cut_at=CUT)
    def hear(self, channel: str, pick: int, cut_at: int) -> None:
        """A notice comes, the newest or one of long ago, for the first time or once more."""
        if news := self.hall.news(channel):
            letter = self.hall.letter(channel, news[-1 - pick % len(news)], "", 0)
            self.hall.tried(self.hall.hears(channel, letter), cut_at)

    @rule(channel=CHANNEL)
    def hear_everything_backwards(self, channel: str) -> None:
        for one in self.hall.news(channel)[::-1][:8]:
            self.hall.tried(self.hall.hears(channel, self.hall.letter(channel, one, "", 0)))

    @rule(channel=CHANNEL, pick=PICK, spoil=st.integers(0, 9), place=st.integers(0, 2000))
    def hear_a_forged_one(self, channel: str, pick: int, spoil: int, place: int) -> None:
        ways = ("any_byte", *SPOILT[channel])
        if news := self.hall.news(channel):
            letter = self.hall.letter(channel, news[-1 - pick % len(news)], ways[spoil % len(ways)], place)
            self.hall.tried(self.hall.hears(channel, letter))

    @rule(channel=CHANNEL, pick=PICK)
    def many_things_at_once(self, channel: str, pick: int) -> None:
        """The clerk cancels while a job asks and notices come, the same ones twice."""
        letters = [self.hall.letter(channel, one, "", 0) for one in self.hall.news(channel)[-3:]] * 2
        number, tools = self._number(pick), self.hall.till.tools
        acts = [self.hall._tried(self.hall.hears(channel, letter), 0) for letter in letters]
        if number:
            acts.append(self.hall._tried(payments.cancel_charge(tools, CLERK, number), 0))
            acts.append(self.hall._tried(pursue(tools, number), 0))
        self.hall.now(_all(acts))

    @rule(what=st.sampled_from(SWITCHES), times=st.sampled_from([1, 1, 2, 5, 40]))
    def misbehave(self, what: tuple[str, str], times: int) -> None:
        if what[1] != "rotate" or self.hall.rotates():
            self.sandbox.misbehave(*what, 1 if what[1] in ONCE else times)

    @rule()
    def behave(self) -> None:
        for service in {service for service, _ in SWITCHES}:
            self.sandbox.post("faults", service=service, kind="", count=None)

    @rule()
    def rotate_the_platforms_certificate(self) -> None:
        if self.hall.rotates():
            self.sandbox.post("wechatpay/rotate")

    @rule(status=st.sampled_from(["SUCCESS", "ABNORMAL", "CLOSED"]))
    def finish_slow_refunds(self, status: str) -> None:
        self.sandbox.post("wechatpay/refunds/finish", status=status)

    @rule(seconds=st.sampled_from([3, 16, 50, 70, 400, 1_000]), cut_at=CUT)
    def wait(self, seconds: int, cut_at: int) -> None:
        self.hall.passes(seconds)
        self.hall.works(cut_at)

    @rule(cut_at=CUT)
    def work(self, cut_at: int) -> None:
        self.hall.works(cut_at)

    @rule(chance=st.integers(0, 3))
    def sleep_a_night(self, chance: int) -> None:
        if chance == 3:
            self.hall.passes(86_400)
            self.hall.works()

    @invariant()
    def the_money_is_all_there(self) -> None:
        assert self.hall.now(conservation()) == []

    def teardown(self) -> None:
        try:
            heal(self.hall)
            count(self.hall)
            reconcile(self.hall, self.planted)
            count(self.hall)
            assert self.hall.now(conservation()) == []
            self.hall.now(remember())
            if ORDERS:
                print(f"{Hall.met['orders']} orders", flush=True)
        finally:
            with suppress(Exception):
                self.hall.closes()


async def _all(acts: list[Any]) -> None:
    await asyncio.gather(*acts)


@pytest.fixture(autouse=True)
def balanced() -> None:
    """The machine counts by itself, and opens databases of its own."""


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """Channels of the machine's own, that are slow and hang for moments only."""
    folder: Path = tmp_path_factory.mktemp("machine")
    options = Options(authenticator=folder / "accounts.json", photographs=folder, slow_seconds=0.02, hang_seconds=0.1)
    with running(options) as sandbox:
        yield sandbox


@pytest.mark.slow
@pytest.mark.timeout(0 if ORDERS else 120)
def test_whatever_happens_each_fen_is_kept(
    migrated: Settings, channels: RunningSandbox, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--database") != "sqlite":
        pytest.skip("each run copies an SQLite file")
    Life.furnished, Life.sandbox = tmp_path / "furnished", channels
    shutil.copytree(migrated.folder, Life.furnished)
    Life.merchants = asyncio.run(furnish(Life.furnished, channels))
    how = settings(
        max_examples=max(ORDERS // ORDERS_OF_ONE, 1) if ORDERS else EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not ORDERS,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if ORDERS else (Phase.generate,),
    )
    run_state_machine_as_test(Life, settings=how)
    print(dict(sorted(Hall.met.items())))
    assert ORDERS or Hall.met.keys() >= MET
