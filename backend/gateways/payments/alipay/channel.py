"""支付宝收款: :class:`PaymentChannel` for one Alipay merchant. Sources: INTEGRATIONS §3.

Every wait is Alipay's own: a call runs in a thread of this merchant's pool, and nothing is asked twice here except
where the second question is a query.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from backend.gateways.bounded_pool import BoundedPool
from backend.gateways.payments.alipay.bill_fetch import BillFetcher
from backend.gateways.payments.alipay.bill_file import read_lines
from backend.gateways.payments.alipay.client import SERVICE, AlipayClient, Answer
from backend.gateways.payments.alipay.keys import read_keys
from backend.gateways.payments.alipay.notices import read_notice
from backend.gateways.payments.alipay.words import (
    NOT_REFUNDED,
    REFUSED,
    SETTINGS,
    STATES,
    beijing,
    fen_in,
    moment_in,
    plain,
    subject_of,
    yuan,
)
from backend.gateways.payments.channel import (
    BillLine,
    BillSum,
    BrokenLine,
    ChargeAnswer,
    ChargeAsk,
    Ended,
    No,
    NoBill,
    Notice,
    Outcome,
    Prepaid,
    RefundAnswer,
    RefundAsk,
    RefundOutcome,
    Way,
)
from backend.gateways.payments.merchants import AlipayMerchant
from backend.kit import clock
from backend.kit.errors import VendorTrouble

_WORKERS, _WAITING = 4, 64
_MINUTE: Final = timedelta(minutes=1)
_METHODS: Final[Mapping[Way, str]] = {
    Way.QR: "trade.precreate",
    Way.INSIDE: "trade.create",
    Way.MINI_PROGRAM: "trade.create",
}
_PRODUCTS: Final[Mapping[Way, str]] = {
    Way.CODE: "FACE_TO_FACE_PAYMENT",
    Way.QR: "FACE_TO_FACE_PAYMENT",
    Way.INSIDE: "JSAPI_PAY",
    Way.MINI_PROGRAM: "JSAPI_PAY",
    Way.BROWSER: "QUICK_WAP_WAY",
}


class AlipayChannel:
    """See :class:`backend.gateways.payments.PaymentChannel`."""

    def __init__(self, merchant: AlipayMerchant, *, timeout_s: float) -> None:
        self._keys, self._merchant = read_keys(merchant), merchant
        self._client = AlipayClient(merchant, self._keys, timeout_s=timeout_s)
        self._bills = BillFetcher(merchant.seller_id, timeout_s=timeout_s)
        self._pool = BoundedPool(SERVICE, workers=_WORKERS, waiting=_WAITING, deadline_s=2 * timeout_s)

    @property
    def name(self) -> str:
        """See :attr:`PaymentChannel.name`."""
        return SERVICE

    @property
    def merchant(self) -> str:
        """The seller's number at Alipay (PID)."""
        return self._merchant.seller_id

    async def prepay(self, ask: ChargeAsk) -> Prepaid | ChargeAnswer:
        """See :meth:`PaymentChannel.prepay`."""
        if ask.fen <= 0:
            return self._no(ask.number, No.AMOUNT, "amount")
        # An absolute end: the code or page cannot be paid afterwards, however late somebody finds it.
        content = self._order(ask) | {"time_expire": beijing(ask.expires_at)}
        if ask.way is Way.BROWSER:
            content |= {"quit_url": ask.back_url} if ask.back_url else {}
            page = await self._pool.run(self._client.page, "trade.wap.pay", content, ask.notify_url, ask.back_url)
            return Prepaid(ask.expires_at, redirect=page)
        if ask.way is Way.QR:
            content["qr_code_timeout_express"] = f"{self._minutes(ask)}m"
        else:
            content["buyer_id" if ask.payer.isdecimal() else "buyer_open_id"] = ask.payer
        answer = await self._ask(_METHODS[ask.way], content, ask.notify_url)
        if answer.code != "10000":
            return await self._refused(ask.number, answer)
        self._same(answer, ask.number)
        found = answer.text("qr_code" if ask.way is Way.QR else "trade_no")
        if not found:
            raise VendorTrouble(SERVICE, "garbled answer", retry=True)
        if ask.way is Way.QR:
            return Prepaid(ask.expires_at, qr=found)
        return Prepaid(ask.expires_at, call={"tradeNO": found})

    async def charge_code(self, ask: ChargeAsk) -> ChargeAnswer:
        """See :meth:`PaymentChannel.charge_code`.

        Without a notification, as WeChat Pay has it: one that comes late would tell of a payment that was reversed.
        """
        if ask.fen <= 0:
            return self._no(ask.number, No.AMOUNT, "amount")
        content = self._order(ask) | {
            "scene": "bar_code",
            "auth_code": ask.code,
            "timeout_express": f"{self._minutes(ask)}m",
        }
        answer = await self._ask("trade.pay", content)
        if answer.code not in ("10000", "10003"):
            return await self._refused(ask.number, answer)
        # The SDK would call 10003 a success: the payer is still typing.
        return self._charge(answer, ask.number, Outcome.PAID if answer.code == "10000" else Outcome.WAITING)

    async def query(self, number: str) -> ChargeAnswer:
        """See :meth:`PaymentChannel.query`.

        A payment that went back whole is ``CLOSED``: Alipay does not say whether it was refunded or cancelled.
        """
        answer = await self._ask("trade.query", {"out_trade_no": number})
        if answer.code == "10000":
            outcome = STATES.get(answer.text("trade_status"), Outcome.UNKNOWN)
            return self._charge(answer, number, outcome)
        if plain(answer.sub_code) == "TRADE_NOT_EXIST":
            return ChargeAnswer(
                Outcome.ABSENT, number, merchant=self._merchant.seller_id, vendor_code=answer.vendor_code
            )
        if _undecided(answer):
            return self._unknown(number, answer)
        raise VendorTrouble(SERVICE, answer.vendor_code, retry=False)

    async def end(self, number: str, *, way: Way) -> Ended:
        """See :meth:`PaymentChannel.end`.

        A payment code's trade is cancelled, which gives money back. Others are closed, which leaves a payment that
        was faster alone; one that nobody opened yet does not exist, and is cancelled too: that marks its number, so
        that the code cannot be paid when somebody finds it later.
        """
        if way is not Way.CODE:
            answer = await self._ask("trade.close", {"out_trade_no": number})
            if answer.code == "10000":
                return Ended.CLOSED
            if plain(answer.sub_code) != "TRADE_NOT_EXIST":
                return Ended.AGAIN if _undecided(answer) else await self._how_it_ended(number)
        answer = await self._ask("trade.cancel", {"out_trade_no": number})
        if answer.code == "10000":
            return Ended.AGAIN if answer.text("retry_flag") == "Y" else Ended.CLOSED
        return Ended.AGAIN if _undecided(answer) else await self._how_it_ended(number)

    async def refund(self, ask: RefundAsk) -> RefundAnswer:
        """See :meth:`PaymentChannel.refund`."""
        content = {
            "out_trade_no": ask.charge_number,
            "out_request_no": ask.number,
            "refund_amount": yuan(ask.fen),
            "refund_reason": subject_of(ask.reason),
        }
        if not 0 < ask.fen <= ask.total_fen:
            return RefundAnswer(RefundOutcome.REFUSED, ask.number, reason=No.AMOUNT, vendor_code="amount")
        answer = await self._ask("trade.refund", content)
        if answer.code == "10000":
            self._same(answer, ask.charge_number)
            if answer.text("fund_change") == "Y":
                done_at = moment_in(answer.text("gmt_refund_pay"))
                trade = answer.text("trade_no")
                return RefundAnswer(RefundOutcome.DONE, ask.number, trade, ask.fen, done_at, vendor_code="10000")
            # Nothing moved just now: it moved before, or not at all.
            return await self.query_refund(ask.number, ask.charge_number)
        reason = No.MERCHANT if answer.code in SETTINGS else NOT_REFUNDED.get(plain(answer.sub_code))
        if plain(answer.sub_code) in ("TRADE_HAS_CLOSE", "TRADE_STATUS_ERROR"):
            # Everything went back already; perhaps by this very refund, whose answer was lost.
            found = await self.query_refund(ask.number, ask.charge_number)
            if found.outcome is not RefundOutcome.ABSENT:
                return found
            reason = No.OTHER
        if reason is None or _undecided(answer):
            return RefundAnswer(RefundOutcome.UNKNOWN, ask.number, vendor_code=answer.vendor_code)
        return RefundAnswer(RefundOutcome.REFUSED, ask.number, reason=reason, vendor_code=answer.vendor_code)

    async def query_refund(self, number: str, charge_number: str) -> RefundAnswer:
        """See :meth:`PaymentChannel.query_refund`."""
        content = {"out_trade_no": charge_number, "out_request_no": number, "query_options": ["gmt_refund_pay"]}
        answer = await self._ask("trade.fastpay.refund.query", content)
        code = answer.vendor_code
        if answer.code == "10000":
            self._same(answer, charge_number, told=bool(answer.text("refund_amount")))
            amount, trade = fen_in(answer.text("refund_amount")), answer.text("trade_no")
            done_at = moment_in(answer.text("gmt_refund_pay"))
            # A refund that Alipay does not know is a success without a word about money.
            status = answer.text("refund_status") or ("REFUND_SUCCESS" if amount is not None else "")
            outcome = {
                "REFUND_SUCCESS": RefundOutcome.DONE,
                "REFUND_PROCESSING": RefundOutcome.PROCESSING,
                "REFUND_FAIL": RefundOutcome.ABNORMAL,
                "": RefundOutcome.ABSENT,
            }.get(status, RefundOutcome.UNKNOWN)
            return RefundAnswer(outcome, number, trade, amount, done_at, vendor_code=status or code)
        if plain(answer.sub_code) in ("TRADE_NOT_EXIST", "REFUND_NOT_EXIST"):
            return RefundAnswer(RefundOutcome.ABSENT, number, vendor_code=code)
        if _undecided(answer):
            return RefundAnswer(RefundOutcome.UNKNOWN, number, vendor_code=code)
        raise VendorTrouble(SERVICE, code, retry=False)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """See :meth:`PaymentChannel.read_notice`."""
        return read_notice(self._merchant, self._keys, body)

    async def fetch_bill(self, day: date, into: Path) -> None:
        """See :meth:`PaymentChannel.fetch_bill`."""
        answer = await self._ask(
            "data.dataservice.bill.downloadurl.query", {"bill_type": "trade", "bill_date": day.isoformat()}
        )
        address = self._bills.address_in(answer, day)
        # The address lives for half a minute; the download itself may take longer than any other call.
        await self._bills.fetch(address, day, into)

    def read_bill(self, file: Path) -> Iterator[BillLine | BrokenLine | BillSum]:
        """See :meth:`PaymentChannel.read_bill`."""
        return read_lines(file, self._merchant.seller_id)

    async def fetch_fund_bill(self, day: date, into: Path) -> None:
        """See :meth:`PaymentChannel.fetch_fund_bill`: the trade bill is all that is taken from Alipay."""
        raise NoBill(too_early=False)

    async def close(self) -> None:
        """See :meth:`PaymentChannel.close`."""
        self._pool.close()
        self._bills.close()

    async def _ask(self, method: str, content: Mapping[str, Any], notify_url: str = "") -> Answer:
        return await self._pool.run(self._client.ask, method, content, notify_url)

    def _order(self, ask: ChargeAsk) -> dict[str, Any]:
        order = {
            "out_trade_no": ask.number,
            "total_amount": yuan(ask.fen),
            "subject": subject_of(ask.subject),
            "product_code": _PRODUCTS[ask.way],
        }
        return order | ({"terminal_id": ask.terminal} if ask.terminal else {})

    def _minutes(self, ask: ChargeAsk) -> int:
        """Whole minutes until the order's end, the shortest span that Alipay counts being one."""
        return max(1, -((clock.now() - ask.expires_at) // _MINUTE))

    def _charge(self, answer: Answer, number: str, outcome: Outcome) -> ChargeAnswer:
        self._same(answer, number)
        paid_at = answer.text("send_pay_date") or answer.text("gmt_payment")
        return ChargeAnswer(
            outcome,
            number,
            answer.text("trade_no"),
            fen_in(answer.text("total_amount")),
            merchant=self._merchant.seller_id,
            paid_at=moment_in(paid_at) if paid_at else None,
            payer=answer.text("buyer_user_id") or answer.text("buyer_open_id"),
            vendor_code=answer.text("trade_status") or answer.vendor_code,
        )

    async def _refused(self, number: str, answer: Answer) -> ChargeAnswer:
        """What a refusal to charge means. A number that was paid before is asked for instead of believed."""
        word = plain(answer.sub_code)
        if word == "TRADE_HAS_SUCCESS":
            return await self.query(number)
        if word == "TRADE_HAS_CLOSE":
            return ChargeAnswer(Outcome.CLOSED, number, merchant=self.merchant, vendor_code=answer.vendor_code)
        reason = No.MERCHANT if answer.code in SETTINGS else REFUSED.get(word)
        if reason is None or _undecided(answer):
            return self._unknown(number, answer)
        return self._no(number, reason, answer.vendor_code)

    async def _how_it_ended(self, number: str) -> Ended:
        """Alipay refuses to end a trade: because it is over, or because its money cannot go back."""
        outcome = (await self.query(number)).outcome
        return {Outcome.PAID: Ended.PAID, Outcome.CLOSED: Ended.CLOSED}.get(outcome, Ended.AGAIN)

    def _no(self, number: str, reason: No, vendor_code: str) -> ChargeAnswer:
        return ChargeAnswer(Outcome.REFUSED, number, merchant=self.merchant, reason=reason, vendor_code=vendor_code)

    def _unknown(self, number: str, answer: Answer) -> ChargeAnswer:
        return ChargeAnswer(Outcome.UNKNOWN, number, merchant=self.merchant, vendor_code=answer.vendor_code)

    def _same(self, answer: Answer, number: str, *, told: bool = True) -> None:
        """An answer about another trade is none, however well it is signed: somebody played it again."""
        if told and answer.text("out_trade_no") != number:
            raise VendorTrouble(SERVICE, "answers another question", retry=True)


def _undecided(answer: Answer) -> bool:
    """Whether Alipay says that it does not know itself, or that it is too busy to be asked."""
    return answer.code in ("20000", "40005") or plain(answer.sub_code) in ("SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR")
