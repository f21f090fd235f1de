"""收款渠道: what the till asks of WeChat Pay or Alipay for one merchant, and what it gets back.

Every question names our own number (商户订单号, 商户退款单号), which is the channel's idempotency key: asked again, the
channel does nothing twice. A time-out, a 5xx or an answer that cannot be read is ``Outcome.UNKNOWN`` or
``VendorTrouble``, never a no: whoever asked must ask again. Sources: INTEGRATIONS §2, §3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol


class Way(StrEnum):
    """How the payer reaches the channel (支付方式)."""

    CODE = "code"  # 付款码: the clerk scans the payer's phone
    QR = "qr"  # 收款二维码: the payer scans ours (Native, precreate)
    INSIDE = "inside"  # inside WeChat's or Alipay's own browser (JSAPI)
    MINI_PROGRAM = "mini_program"  # 小程序
    BROWSER = "browser"  # any other phone browser (H5, wap)


class Outcome(StrEnum):
    """What the channel says of one charge."""

    PAID = "paid"  # the money was taken; stays so when it was refunded later
    WAITING = "waiting"  # the payer has not finished yet
    ABSENT = "absent"  # the channel knows no such number (yet)
    CLOSED = "closed"  # closed, cancelled or reversed: no money, and none will come
    REFUSED = "refused"  # this attempt is over without money; ``reason`` says why
    UNKNOWN = "unknown"  # the channel does not know itself: ask again


class No(StrEnum):
    """Why a charge or refund was refused (拒绝原因), the same words for both channels."""

    CODE_WRONG = "code_wrong"  # 付款码无效
    CODE_EXPIRED = "code_expired"  # 付款码过期或已用过
    NOT_ENOUGH = "not_enough"  # 余额不足
    GIVEN_UP = "given_up"  # 付款人取消或未输密码
    LIMIT = "limit"  # 超过限额
    RISK = "risk"  # 风险拦截
    ACCOUNT = "account"  # 付款人账户不可用
    NUMBER_USED = "number_used"  # 商户订单号重复
    AMOUNT = "amount"  # 金额不合规定
    MERCHANT_FUNDS = "merchant_funds"  # 商户余额不足, refunds only
    MERCHANT = "merchant"  # 商户号、密钥或权限有误: an administrator must act
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ChargeAsk:
    """One attempt to take money. ``number`` is ours, 6 to 32 of ``0-9A-Za-z_-``; ``fen`` > 0; times are UTC.

    ``code`` is the payer's payment code (never logged, never stored); ``payer`` the openid or buyer id of ``INSIDE``
    and ``MINI_PROGRAM``; ``ip`` the payer's address for ``BROWSER``; ``back_url`` where a browser returns to.
    """

    number: str
    fen: int
    subject: str
    way: Way
    expires_at: datetime
    notify_url: str = ""
    code: str = ""
    payer: str = ""
    ip: str = ""
    back_url: str = ""
    terminal: str = ""  # which till; no personal data


@dataclass(frozen=True, slots=True)
class Prepaid:
    """What the payer's side needs to go on: one of ``qr``, ``redirect`` or ``call`` is filled.

    ``call`` holds the signed parameters of wx.requestPayment / WeixinJSBridge, or ``{"tradeNO": …}`` of Alipay's.
    """

    expires_at: datetime
    qr: str = ""
    redirect: str = ""
    call: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChargeAnswer:
    """What the channel says of a charge. ``fen``, ``currency`` and ``merchant`` are as it says, to be compared.

    ``merchant`` is the number that took the money, as :attr:`PaymentChannel.merchant` names it. ``payer`` is openid or
    buyer id. ``vendor_code`` is safe to log.
    """

    outcome: Outcome
    number: str
    channel_number: str = ""
    fen: int | None = None
    currency: str = "CNY"
    merchant: str = ""
    paid_at: datetime | None = None
    payer: str = ""
    reason: No | None = None
    vendor_code: str = ""


class RefundOutcome(StrEnum):
    """What the channel says of one refund."""

    DONE = "done"
    PROCESSING = "processing"
    ABSENT = "absent"  # no such refund (yet): asking for it once more with the same number is safe
    REFUSED = "refused"  # final: ``reason`` says why; a person decides
    ABNORMAL = "abnormal"  # 退款异常: the payer's account takes no money; a person decides
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RefundAsk:
    """Give back ``fen`` of the charge ``charge_number`` (``total_fen``); ``number`` is ours and makes it idempotent."""

    number: str
    charge_number: str
    fen: int
    total_fen: int
    reason: str
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """What the channel says of a refund."""

    outcome: RefundOutcome
    number: str
    channel_number: str = ""
    fen: int | None = None
    done_at: datetime | None = None
    reason: No | None = None
    vendor_code: str = ""


class Ended(StrEnum):
    """What came of closing or reversing a charge."""

    CLOSED = "closed"  # no money, and none will come (a reversed payment has gone back to the payer)
    PAID = "paid"  # too late: it was paid and stays paid; ask for it
    AGAIN = "again"  # not now: call again in a few seconds


class NoticeKind(StrEnum):
    """What a notification tells of."""

    CHARGE = "charge"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Notice:
    """One verified notification (通知). ``id`` is the channel's, the same in every repetition.

    For ``REFUND`` ``refund`` is filled, else ``charge``. Alipay tells of refunds by repeating the charge with a
    refunded sum: that is a ``CHARGE`` notice with ``Outcome.PAID`` and must not settle anything again.
    """

    id: str
    kind: NoticeKind
    at: datetime
    charge: ChargeAnswer | None = None
    refund: RefundAnswer | None = None


class ForgedNotice(Exception):
    """A notification that is not to be believed (伪造或损坏的通知). ``reason`` is a stable code, safe to log:

    ``signature``, ``stale`` (older or newer than five minutes, WeChat), ``key`` (signed with a key we do not have:
    ``detail`` says which is configured and which was needed), ``shape``, ``decrypt``, ``merchant``, ``probe``.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason} {detail}".strip())


class BillLine(NamedTuple):
    """One line of the channel's own bill (对账单明细). ``fen`` is what moved, positive; ``fee_fen`` may be negative.

    ``kind``: ``charge``, or ``refund`` (a reversal of a paid charge counts as one, ``refund_number`` empty).
    ``state``: ``done``, ``processing`` or ``failed``. A tuple, because a bill has a million of them.
    """

    line: int
    kind: NoticeKind
    number: str
    refund_number: str
    channel_number: str
    fen: int
    fee_fen: int
    state: str
    at: datetime
    merchant: str


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line of a bill that cannot be read: its number in the file (1 = first), and what is wrong in a stable code."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class BillSum:
    """The bill's own summary, to be compared with the sum of its lines. Amounts in fen."""

    charges: int
    charge_fen: int
    refund_fen: int
    fee_fen: int


@dataclass(frozen=True, slots=True)
class FundBill:
    """Sums of a fund bill (资金账单): how the merchant's account at the channel moved on one day, in fen.

    ``came_fen`` and ``went_fen`` are all that came and went. The rest splits them by what it was for: what came less
    what went (``trade_fen``, ``topped_fen`` 充值, ``other_fen``), what went less what came (``refund_fen``,
    ``fee_fen``, ``withdrawn_fen`` 提现). ``broken`` names what could not be read; such lines are in no sum.
    """

    came_fen: int = 0
    went_fen: int = 0
    trade_fen: int = 0
    refund_fen: int = 0
    fee_fen: int = 0
    withdrawn_fen: int = 0
    topped_fen: int = 0
    other_fen: int = 0
    broken: tuple[BrokenLine, ...] = ()

    @property
    def earned_fen(self) -> int:
        """What the account gained but for what the merchant itself paid in or drew out."""
        return self.trade_fen - self.refund_fen - self.fee_fen + self.other_fen


class NoBill(Exception):
    """The channel has no bill of that day: nothing moved, it gives none, or it is not made yet (``too_early``)."""

    def __init__(self, *, too_early: bool) -> None:
        self.too_early = too_early
        super().__init__("too early" if too_early else "nothing moved")


class PaymentChannel(Protocol):
    """收款渠道 of one merchant. Every call may raise ``VendorTrouble``: the outcome is then unknown."""

    @property
    def name(self) -> str:
        """``wechat`` or ``alipay``."""
        ...

    @property
    def merchant(self) -> str:
        """The number under which this channel takes money for us, as answers, notices and bills name it."""
        ...

    async def prepay(self, ask: ChargeAsk) -> Prepaid | ChargeAnswer:
        """Open a charge that the payer finishes (all ways but ``CODE``); a ``ChargeAnswer`` says why not."""
        ...

    async def charge_code(self, ask: ChargeAsk) -> ChargeAnswer:
        """Take the money from a scanned payment code at once; ``WAITING`` while the payer types a password."""
        ...

    async def query(self, number: str) -> ChargeAnswer:
        """How that charge stands."""
        ...

    async def end(self, number: str, *, way: Way) -> Ended:
        """Make sure that no money comes, or that it goes back: close (prepaid), reverse or cancel (payment code)."""
        ...

    async def refund(self, ask: RefundAsk) -> RefundAnswer:
        """Give money back; asking again with the same number gives nothing twice."""
        ...

    async def query_refund(self, number: str, charge_number: str) -> RefundAnswer:
        """How that refund stands."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Verify and read a notification; raises ``ForgedNotice`` and nothing else. Does not block for long."""
        ...

    async def fetch_bill(self, day: date, into: Path) -> None:
        """Write the verified bill of ``day`` (Beijing date) into the file ``into``. Raises ``NoBill``."""
        ...

    def read_bill(self, file: Path) -> Iterator[BillLine | BrokenLine | BillSum]:
        """The lines of a bill as :meth:`fetch_bill` wrote it, streaming; a ``BillSum`` comes last where it has one."""
        ...

    async def fetch_fund_bill(self, day: date, into: Path) -> None:
        """Write the verified fund bill of ``day`` into the file ``into``, for :func:`read_fund_bill`.

        Raises ``NoBill``, also for a channel or a merchant that is given none.
        """
        ...

    async def close(self) -> None:
        """Let go of threads and connections."""
        ...
