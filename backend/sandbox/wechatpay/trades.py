"""订单与退款: what WeChat Pay remembers of money: every trade and refund, and the only functions that move any.

Amounts in fen, moments in seconds of the sandbox's clock.
"""

from dataclasses import dataclass, field
from datetime import datetime
from random import SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

from backend.sandbox.payers import WECHATPAY, Wish, payers
from backend.sandbox.people import Person
from backend.sandbox.wechatpay.merchants import MerchantAccount
from backend.sandbox.world import World

SHANGHAI = ZoneInfo("Asia/Shanghai")
# 0.60 %, the usual rate of a service fee.
FEE_PER_MILLE = 6
MERCHANT_FUNDS_AT_FIRST_FEN = 100_000_000
_chance = SystemRandom()

STATES = {
    "SUCCESS": "支付成功",
    "REFUND": "转入退款",
    "NOTPAY": "订单未支付",
    "CLOSED": "订单已关闭",
    "REVOKED": "订单已撤销",
    "USERPAYING": "需要用户输入支付密码",
    "PAYERROR": "支付失败，用户取消支付或银行返回失败",
}


@dataclass(slots=True)
class Trade:
    """订单. ``kind`` is the trade type on the wire: JSAPI, NATIVE, MWEB or MICROPAY."""

    number: str
    merchant: MerchantAccount
    kind: str
    fen: int
    subject: str
    app_id: str
    created: float
    expires: float
    notify_url: str = ""
    attach: str = ""
    openid: str = ""
    prepay_id: str = ""
    code_url: str = ""
    state: str = "NOTPAY"
    payer: Person | None = None
    wish: Wish = Wish.PAYS
    queries: int = 0
    transaction_id: str = ""
    paid_at: float = 0.0
    revoked_at: float = 0.0
    refunds: list["Refund"] = field(default_factory=list)

    @property
    def refunded_fen(self) -> int:
        """Fen that went back or are on their way."""
        return sum(refund.fen for refund in self.refunds if refund.status != "CLOSED")


@dataclass(slots=True)
class Refund:
    """退款单. ``status``: PROCESSING, SUCCESS, ABNORMAL or CLOSED; ``slow`` ones wait until somebody finishes them."""

    number: str
    refund_id: str
    trade: Trade
    fen: int
    reason: str
    created: float
    notify_url: str = ""
    status: str = "PROCESSING"
    slow: bool = False
    done_at: float = 0.0


@dataclass
class Trades:
    """Every trade by payee and number, every refund by payee and number, and what each merchant has."""

    trades: dict[tuple[str, str], Trade] = field(default_factory=dict)
    refunds: dict[tuple[str, str], Refund] = field(default_factory=dict)
    funds: dict[str, int] = field(default_factory=dict)

    def fund(self, payee: str, change: int = 0) -> int:
        """What the merchant has after ``change``, in fen."""
        self.funds[payee] = self.funds.get(payee, MERCHANT_FUNDS_AT_FIRST_FEN) + change
        return self.funds[payee]


def trades(world: World) -> Trades:
    """All money of this world at WeChat Pay."""
    return world.memory(Trades)


def fee_of(fen: int) -> int:
    """手续费 on ``fen``, rounded half up as the bill shows it."""
    return (fen * FEE_PER_MILLE + 500) // 1000


def digits(count: int) -> str:
    """Digits by chance."""
    return f"{_chance.randrange(10**count):0{count}d}"


def local(moment: float) -> datetime:
    """That moment on a wall clock in China."""
    return datetime.fromtimestamp(moment, SHANGHAI)


def rfc3339(moment: float) -> str:
    """2026-11-20T10:00:00+08:00."""
    return local(moment).isoformat(timespec="seconds")


def take_money(world: World, trade: Trade, person: Person) -> str:
    """The payer pays ``trade``: the code of what stands in the way, or empty when the money was taken."""
    if trade.state not in ("NOTPAY", "USERPAYING"):
        return "ORDER_CLOSED" if trade.state in ("CLOSED", "REVOKED", "PAYERROR") else "ORDERPAID"
    if trade.kind != "MICROPAY" and world.now() > trade.expires:
        return "ORDER_CLOSED"
    if not payers(world).take(WECHATPAY, person, trade.fen):
        return "NOT_ENOUGH"
    now = world.now()
    trade.state, trade.payer, trade.paid_at = "SUCCESS", person, now
    trade.openid = person.openid(trade.app_id)
    trade.transaction_id = f"42000{local(now):%Y%m%d}{digits(15)}"
    trades(world).fund(trade.merchant.payee, trade.fen - fee_of(trade.fen))
    return ""


def finish_refund(world: World, refund: Refund, status: str) -> None:
    """End a refund; with SUCCESS the payer has the money back, with CLOSED or ABNORMAL the merchant keeps it."""
    trade = refund.trade
    refund.status, refund.done_at = status, world.now()
    if status == "SUCCESS" and trade.payer is not None:
        payers(world).give(WECHATPAY, trade.payer, refund.fen)
    if status in ("CLOSED", "ABNORMAL"):
        trades(world).fund(trade.merchant.payee, refund.fen - fee_of(refund.fen))
    if status == "CLOSED" and trade.state == "REFUND" and not trade.refunded_fen:
        trade.state = "SUCCESS"


def start_refund(world: World, trade: Trade, refund: Refund) -> None:
    """Take the money for a refund from the merchant."""
    trade.refunds.append(refund)
    trade.state = "REFUND"
    trades(world).refunds[(trade.merchant.payee, refund.number)] = refund
    trades(world).fund(trade.merchant.payee, fee_of(refund.fen) - refund.fen)


def revoke(world: World, trade: Trade) -> None:
    """撤销: nothing more can be paid; what was paid goes back at once."""
    if trade.state == "SUCCESS" and trade.payer is not None:
        payers(world).give(WECHATPAY, trade.payer, trade.fen)
        trades(world).fund(trade.merchant.payee, fee_of(trade.fen) - trade.fen)
    trade.state, trade.revoked_at = "REVOKED", world.now()


def parties(trade: Trade, *, app: bool = True) -> dict[str, Any]:
    """Merchant and app fields as an answer names them, direct or through a service provider."""
    merchant = trade.merchant
    if merchant.sub_mchid:
        said = {"sp_mchid": merchant.mchid, "sub_mchid": merchant.sub_mchid}
        return said | {"sp_appid": trade.app_id} if app else said
    return {"mchid": merchant.mchid} | ({"appid": trade.app_id} if app else {})


def as_told(trade: Trade) -> dict[str, Any]:
    """A trade as a query answers it and a notice carries it."""
    said: dict[str, Any] = parties(trade) | {
        "out_trade_no": trade.number,
        "trade_state": trade.state,
        "trade_state_desc": STATES[trade.state],
        "attach": trade.attach,
        "promotion_detail": [],
    }
    if trade.transaction_id:
        said |= {
            "transaction_id": trade.transaction_id,
            "trade_type": trade.kind,
            "bank_type": "OTHERS",
            "success_time": rfc3339(trade.paid_at),
            "payer": {"sp_openid" if trade.merchant.sub_mchid else "openid": trade.openid},
            "amount": {
                "total": trade.fen,
                "payer_total": trade.fen,
                "currency": "CNY",
                "payer_currency": "CNY",
            },
        }
    elif trade.kind == "MICROPAY":
        said |= {"trade_type": trade.kind, "amount": {"total": trade.fen, "currency": "CNY"}}
    return said
