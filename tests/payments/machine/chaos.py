"""What goes wrong at the till (意外): half-done visits, cancelled charges, forged notices, power cuts, nights."""

import asyncio
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from backend import payments
from backend.gateways.payments import Way
from backend.payments.charges.pursue import pursue
from backend.payments.models import Charge, Refund
from tests.payments.machine.mishaps import SPOILT, SWITCHES
from tests.payments.machine.visits import CHANNEL, PICK, WISH, Visits
from tests.payments.till import CLERK, MANAGER, SECOND

# At which step our process dies; mostly it lives.
CUT = st.sampled_from([0, 0, 0]) | st.integers(0, 40)


class Chaos(Visits):
    """People who do half of it and in the wrong order, channels that misbehave, and a process that dies."""

    @rule(business=st.sampled_from(["direct", "entrusted"]))
    def open(self, business: str) -> None:
        self.hall.opens(business)

    @rule(pick=PICK, channel=CHANNEL, wish=WISH | st.just("account"), cut_at=CUT)
    def scan(self, pick: int, channel: str, wish: str, cut_at: int) -> None:
        self.hall.asks(payments.charge_code, pick, self.hall.till.code(channel, wish), cut_at=cut_at)

    @rule(pick=PICK)
    def scan_a_wrong_code(self, pick: int) -> None:
        self.hall.asks(payments.charge_code, pick, "134567890123456789")

    @rule(pick=PICK, channel=CHANNEL, cut_at=CUT)
    def show_qr(self, pick: int, channel: str, cut_at: int) -> None:
        self.hall.asks(payments.show_qr, pick, channel, cut_at=cut_at)

    @rule(pick=PICK, channel=CHANNEL, way=st.sampled_from([Way.INSIDE, Way.BROWSER]), cut_at=CUT)
    def go_on_by_phone(self, pick: int, channel: str, way: Way, cut_at: int) -> None:
        self._on_the_phone(channel, way, pick, cut_at)

    @rule(pick=PICK, act=st.sampled_from(["pay", "pay", "pay", "cancel"]))
    def act_on_the_phone(self, pick: int, act: str) -> None:
        if self.hall.charges:
            self.hall.at_the_phone(act, self.hall.charges[-1 - pick % len(self.hall.charges)])

    @rule(pick=PICK, cut_at=CUT)
    def cancel_charge(self, pick: int, cut_at: int) -> None:
        if number := self.hall.now(_one(Charge, pick)):
            self.hall.tried(payments.cancel_charge(self.hall.till.tools, CLERK, number), cut_at)

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
        if charge := self.hall.now(self._one_paid(pick)):
            args = (charge.number, max(charge.refundable_fen // part, 1), "车主不办了", self.hall.next_key())
            self.hall.tried(self.hall.till.does(payments.refund, *args, by=MANAGER), cut_at)

    @rule(pick=PICK, act=st.sampled_from([payments.confirm_refund, payments.withdraw_refund, payments.repeat_refund]))
    def decide_on_a_refund(self, pick: int, act: Any) -> None:
        if number := self.hall.now(_one(Refund, pick)):
            self.hall.tried(self.hall.till.does(act, number, by=SECOND))

    @rule(pick=PICK)
    def cancel_the_transfer(self, pick: int) -> None:
        self.hall.closes_order(self.hall.transfer(pick))

    @rule(channel=CHANNEL, pick=PICK, cut_at=CUT)
    def hear(self, channel: str, pick: int, cut_at: int) -> None:
        """A notice comes, the newest or one of long ago, for the first time or once more."""
        if news := self.hall.post.news(channel):
            letter = self.hall.post.letter(channel, news[-1 - pick % len(news)], "", 0)
            self.hall.tried(self.hall.post.hears(channel, letter), cut_at)

    @rule(channel=CHANNEL)
    def hear_everything_backwards(self, channel: str) -> None:
        for one in self.hall.post.news(channel)[::-1][:8]:
            self.hall.tried(self.hall.post.hears(channel, self.hall.post.letter(channel, one, "", 0)))

    @rule(channel=CHANNEL, pick=PICK, spoil=st.integers(0, 9), place=st.integers(0, 2000))
    def hear_a_forged_one(self, channel: str, pick: int, spoil: int, place: int) -> None:
        ways = ("any_byte", *SPOILT[channel])
        if news := self.hall.post.news(channel):
            way = ways[spoil % len(ways)]
            letter = self.hall.post.letter(channel, news[-1 - pick % len(news)], way, place)
            self.hall.met[f"notice forged by {way}"] += 1
            self.hall.tried(self.hall.post.hears(channel, letter))

    @rule(channel=CHANNEL, pick=PICK)
    def many_things_at_once(self, channel: str, pick: int) -> None:
        """The clerk cancels while a job asks and notices come, the same ones twice."""
        post, tools = self.hall.post, self.hall.till.tools
        letters = [post.letter(channel, one, "", 0) for one in post.news(channel)[-3:]] * 2
        acts = [self.hall.tries(post.hears(channel, letter)) for letter in letters]
        if number := self.hall.now(_one(Charge, pick)):
            acts.append(self.hall.tries(payments.cancel_charge(tools, CLERK, number)))
            acts.append(self.hall.tries(pursue(tools, number)))
        self.hall.now(_all(acts))

    @rule(what=st.sampled_from(SWITCHES), times=st.sampled_from([1, 1, 2, 5, 40]))
    def misbehave(self, what: tuple[str, str], times: int) -> None:
        self.hall.misbehaves(what, times)

    @rule()
    def behave(self) -> None:
        self.hall.behaves()

    @rule()
    def rotate_the_platforms_certificate(self) -> None:
        if self.hall.rotates():
            self.hall.sandbox.post("wechatpay/rotate")

    @rule(status=st.sampled_from(["SUCCESS", "ABNORMAL", "CLOSED"]))
    def finish_slow_refunds(self, status: str) -> None:
        self.hall.sandbox.post("wechatpay/refunds/finish", status=status)

    @rule(seconds=st.sampled_from([3, 16, 50, 70, 400, 1_000]), cut_at=CUT)
    def wait(self, seconds: int, cut_at: int) -> None:
        self.hall.passes(seconds)
        self.hall.works(cut_at)

    @rule(cut_at=CUT)
    def work(self, cut_at: int) -> None:
        self.hall.works(cut_at)

    @rule(chance=st.integers(0, 5), before=st.sampled_from([1, 20, 50, 300]))
    def sleep_a_night(self, chance: int, before: int) -> None:
        """A day passes; or it is nearly midnight, so that what is under way ends on another day."""
        if chance == 5:
            self.hall.night()
        elif chance == 4:
            self.hall.midnight(before)


async def _one(rows: type[Charge] | type[Refund], pick: int) -> str:
    """The number of one of the newest, known to anybody's page or not; empty where there is none."""
    numbers = await rows.all().order_by("-id").limit(1 + pick).values_list("number", flat=True)
    return str(numbers[-1]) if numbers else ""


async def _all(acts: list[Any]) -> None:
    await asyncio.gather(*acts)
