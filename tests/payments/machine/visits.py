"""What happens at the till all day long (日常收费): customers come, most of them pay, some want their money back.

Each rule is one customer's whole visit, with the channels' troubles of the hour and with what becomes of the channels'
notices on their way. Somebody whose payment failed tries again, pays in cash, or leaves.
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from backend import payments
from backend.gateways.payments import Way
from backend.kit.actor import Actor, Role
from backend.payments import ChargeView
from backend.payments.models import Charge
from backend.payments.states import ChargeState
from backend.sandbox.people import BY_KEY
from tests.payments.machine.hall import Hall
from tests.payments.machine.mishaps import FATES, LOST, SWITCHES, Trouble
from tests.payments.till import MANAGER, SECOND, SERVICES

OWNER = Actor("owner", "chen-mai", frozenset({Role.OWNER}))
# Longer than the till waits for a scanned code of either channel.
OUT_OF_PATIENCE_S = 70
# Which one of many, the newest first: shrinks to the newest.
PICK = st.integers(0, 11) | st.integers(0, 200)
CHANNEL = st.sampled_from(sorted(SERVICES))
BUSINESS = st.sampled_from(["direct", "direct", "entrusted"])
WISH = st.sampled_from(["pays", "pays", "pays", "password", "password_soon", "gives_up", "not_enough", "risk"])
FATE = st.sampled_from(["told", "told", *FATES])
# Up to two switches of the channels, turned for so many calls just before somebody pays.
TROUBLE = st.lists(st.tuples(st.sampled_from(SWITCHES), st.sampled_from([1, 1, 2, 3])), max_size=2)
AT_LAST = st.sampled_from(["cash", "cash", "code", "pos", "leaves"])


class Visits(RuleBasedStateMachine):
    """Ordinary customers; the newest transfer is always the one at the counter."""

    hall: Hall

    @rule(business=BUSINESS, trouble=TROUBLE, channel=CHANNEL, wish=WISH, at_last=AT_LAST)
    def pays_by_code(self, business: str, trouble: Trouble, channel: str, wish: str, at_last: str) -> None:
        """The clerk scans; whoever is asked for a password types it."""
        self._comes(business, trouble)
        charge = self._scans(channel, wish)
        if charge and wish == "password":
            self.hall.at_the_phone("pay", charge)
        self.hall.waits(6)
        self._leaves(channel, at_last)

    @rule(business=BUSINESS, trouble=TROUBLE, channel=CHANNEL, fate=FATE, at_last=AT_LAST)
    def pays_by_qr(self, business: str, trouble: Trouble, channel: str, fate: str, at_last: str) -> None:
        """The payer scans what the screen shows."""
        self._comes(business, trouble)
        self._pays_what_is_shown(self._shows(channel), fate)
        self._leaves(channel, at_last)

    @rule(business=BUSINESS, trouble=TROUBLE, first=CHANNEL, fate=FATE, then=FATE, hurry=st.booleans())
    def pays_two_qrs(self, business: str, trouble: Trouble, first: str, fate: str, then: str, hurry: bool) -> None:
        """Husband and wife both scan, each another code: one of both has their money back."""
        self._comes(business, trouble)
        shown = [self._shows(channel) for channel in (first, *(SERVICES.keys() - {first}))]
        if hurry:  # nobody at the till has heard of the first when the second pays
            for charge in shown:
                if charge:
                    self.hall.at_the_phone("pay", charge)
        for charge, how in zip(shown, (fate, then), strict=True):
            self._pays_what_is_shown(charge, how)
        self._leaves(first, "leaves")

    @rule(
        business=BUSINESS,
        trouble=TROUBLE,
        channel=CHANNEL,
        way=st.sampled_from([Way.INSIDE, Way.BROWSER]),
        fate=FATE,
        at_last=AT_LAST,
    )
    def pays_by_phone(self, business: str, trouble: Trouble, channel: str, way: Way, fate: str, at_last: str) -> None:
        """The buyer pays at home: inside WeChat, or in a browser."""
        self._comes(business, trouble)
        self._pays_what_is_shown(self._on_the_phone(channel, way), fate)
        self._leaves(channel, at_last)

    @rule(business=BUSINESS, cash=st.booleans(), part=st.sampled_from([1, 1, 2, 3]), channel=CHANNEL, fate=FATE)
    def pays_by_hand(self, business: str, cash: bool, part: int, channel: str, fate: str) -> None:
        """Cash or card, all of it or a part; the rest by a QR code."""
        self.hall.opens(business)
        self._by_hand(self.hall.order(0).due_fen // part, cash=cash)
        if part > 1:
            self._pays_what_is_shown(self._shows(channel), fate)
        self._leaves(channel, "cash")

    @rule(business=BUSINESS, channel=CHANNEL, before=st.sampled_from([0, 0, 1, 30]), at_last=AT_LAST)
    def is_charged_unseen(self, business: str, channel: str, before: int, at_last: str) -> None:
        """The channel takes the money and nobody hears of it: the till reverses it in time, perhaps after midnight."""
        self._comes(business, [])
        if before:
            self.hall.midnight(before)
        self.hall.misbehaves((SERVICES[channel], LOST[channel]), 1)
        self._scans(channel, "pays")
        self.hall.misbehaves((SERVICES[channel], "server_error"), 1)
        self._leaves(channel, at_last)

    @rule(pick=PICK, part=st.sampled_from([1, 1, 2, 3]), agreed=st.booleans(), trouble=TROUBLE, fate=FATE)
    def wants_it_back(self, pick: int, part: int, agreed: bool, trouble: Trouble, fate: str) -> None:
        """A manager gives back the whole or a part; where a second person is needed that one agrees, or not."""
        self._troubled(trouble)
        charge = self.hall.now(self._one_paid(pick))
        if charge is None:
            return
        fen = max(charge.refundable_fen // part, 1)
        asked = (charge.number, fen, "车主不办了", self.hall.next_key())
        made = self.hall.tried(self.hall.till.does(payments.refund, *asked, by=MANAGER))
        if made and made.state == "proposed":
            act = payments.confirm_refund if agreed else payments.withdraw_refund
            self.hall.tried(self.hall.till.does(act, made.number, by=SECOND))
        self.hall.works()
        if made and charge.channel in SERVICES:
            self.hall.brings(charge.channel, charge.number if charge.channel == "alipay" else made.number, fate)
        self.hall.waits(10)

    @rule(pick=PICK, fate=FATE)
    def changes_their_mind(self, pick: int, fate: str) -> None:
        """The transfer is cancelled: what was paid goes back, then the order is closed."""
        order = self.hall.order(pick)
        for charge in order.charges:
            if charge.refundable_fen:
                asked = (charge.number, charge.refundable_fen, "过户取消", self.hall.next_key())
                made = self.hall.tried(self.hall.till.does(payments.refund, *asked, by=MANAGER))
                if made and made.state == "proposed":
                    self.hall.tried(self.hall.till.does(payments.confirm_refund, made.number, by=SECOND))
                if charge.channel in SERVICES:
                    self.hall.works()
                    self.hall.brings(charge.channel, charge.number, fate)
        self.hall.waits(6)
        self.hall.closes_order(order.transfer)

    def _comes(self, business: str, trouble: Trouble) -> None:
        self.hall.opens(business)
        self._troubled(trouble)

    def _troubled(self, trouble: Trouble) -> None:
        for what, times in trouble:
            self.hall.misbehaves(what, times)

    def _scans(self, channel: str, wish: str) -> ChargeView | None:
        return self.hall.asks(payments.charge_code, 0, self.hall.till.code(channel, wish))

    def _shows(self, channel: str) -> ChargeView | None:
        return self.hall.asks(payments.show_qr, 0, channel)

    def _on_the_phone(self, channel: str, way: Way, pick: int = 0, cut_at: int = 0) -> ChargeView | None:
        openid = BY_KEY["chen-mai"].openid(self.hall.sandbox.options.accounts.official.app_id)
        facts = {"payer": openid, "ip": "127.0.0.1", "back_url": "http://127.0.0.1/"}
        return self.hall.asks(payments.prepay, pick, channel, way, by=OWNER, cut_at=cut_at, **facts)

    def _pays_what_is_shown(self, charge: ChargeView | None, fate: str) -> None:
        if charge is None:
            return
        self.hall.at_the_phone("pay", charge)
        self.hall.brings(charge.channel, charge.number, fate)
        self.hall.waits(6)

    def _by_hand(self, fen: int, *, cash: bool) -> None:
        act, more = (payments.take_cash, ()) if cash else (payments.take_pos, ("000123",))
        order = self.hall.order(0).id
        self.hall.tried(self.hall.till.does(act, order, fen, self.hall.next_key(), *more))

    def _leaves(self, channel: str, at_last: str) -> None:
        """Nobody leaves a scanned code behind; whoever still owes pays another way, or goes without."""
        if not self.hall.order(0).due_fen:
            return
        self.hall.waits(OUT_OF_PATIENCE_S)
        due = self.hall.order(0).due_fen
        if due and at_last == "code":
            self._scans(channel, "pays")
            self.hall.waits(6)
        elif due and at_last in ("cash", "pos"):
            self._by_hand(due, cash=at_last == "cash")

    async def _one_paid(self, pick: int) -> Any:
        """A paid charge as the page shows it, one of the newest; with refunds already, or without."""
        of_all = Charge.filter(state=ChargeState.PAID.value).order_by("-id")
        numbers = await of_all.limit(1 + pick).values_list("number", flat=True)
        return await payments.charge_of(str(numbers[-1])) if numbers else None
