"""From an order to what the payment window draws (收款窗口编排). Pure, but for the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from backend.kit import clock
from backend.kit.web.qr import qr_svg
from backend.payments import CHANNEL_NAMES, ChargeState, ChargeView, OrderView, RefundState, TillAlarm, yuan

# As it is said aloud and on buttons.
SHORT: Final = {"wechat": "微信", "alipay": "支付宝", "cash": "现金", "pos": "刷卡"}
WAYS: Final = {
    "code": "扫付款码",
    "qr": "出示收款码",
    "inside": "手机支付",
    "browser": "手机支付",
    "mini_program": "手机支付",
    "cash": "现金",
    "pos": "POS 机",
}
TONES: Final = {
    ChargeState.PAID: "ok",
    ChargeState.REFUSED: "ask",
    ChargeState.DISPUTED: "stop",
    ChargeState.CLOSED: "draft",
}
ORDER_TONES: Final = {"due": "ask", "settled": "ok", "part_refunded": "note", "refunded": "note", "closed": "draft"}
REFUND_TONES: Final = {
    RefundState.DONE: "ok",
    RefundState.PROPOSED: "ask",
    RefundState.ABNORMAL: "stop",
    RefundState.REFUSED: "stop",
    RefundState.WITHDRAWN: "draft",
}
REFUND_NEXT: Final = {
    RefundState.PROPOSED: "超过单人限额，须由发起人以外的另一位站长或系统管理员复核后才退。",
    RefundState.ASKED: "正在向渠道申请退款，请稍候。",
    RefundState.PROCESSING: "渠道处理中，一般几分钟内原路退回，最长 3 个工作日；结果会自动更新。",
    RefundState.UNKNOWN: "渠道暂时没有答复，系统正在查询结果，请不要重复退款。",
    RefundState.ABNORMAL: "付款人的账户收不到这笔退款。请在渠道商户平台的退款单上改退到其他账户，处理后状态自动更新。",
    RefundState.REFUSED: "渠道没有受理，款还在本站。请查明原因（商户余额、订单期限）后点“重新退款”。",
    RefundState.DONE: "已退回付款人。",
    RefundState.WITHDRAWN: "已撤回，没有退款。",
}
ALARM_NEXT: Final = {
    "disputed": "在渠道商户平台核对这笔收款的金额和商户号，联系系统管理员；核清之前不要再次收款。",
    "unsure": "请顾客不要重复付款；渠道恢复后系统自动入账或关闭。急需办结的，在渠道商户平台查询后联系系统管理员。",
    "refund_abnormal": "登录渠道商户平台，在异常的退款单上改退到其他账户；处理后状态会自动更新。",
    "refund_refused": "打开收费单，查明原因（如商户余额不足）后点“重新退款”。",
    "orphan": "由系统管理员在“对账与结算”核对渠道账单，找出多出的款项。",
}
_OPEN: Final = frozenset({ChargeState.ASKED, ChargeState.WAITING, ChargeState.UNKNOWN, ChargeState.ENDING})


@dataclass(frozen=True, slots=True)
class QrPlace:
    """The place of one channel's QR code; ``charge`` is None until a code is asked for."""

    channel: str
    title: str
    charge: ChargeView | None
    svg: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One charge in the window; ``says`` is read aloud once it is paid."""

    charge: ChargeView
    title: str
    tone: str
    open: bool
    may_cancel: bool
    says: str


def window(order: OrderView, channels: Iterable[str]) -> dict[str, Any]:
    """What the window shows of the order's money."""
    tried, _ = sorted_out(order)
    return {
        "places": [_place(order, channel) for channel in channels] if not order.settled else [],
        "latest": tried[-1] if tried else None,
        "earlier": tried[-2::-1],
        "paid": [one for one in tried if one.charge.state == ChargeState.PAID],
        "says": spoken(order),
    }


def sorted_out(order: OrderView) -> tuple[list[Attempt], list[Attempt]]:
    """The order's charges: attempts to pay, and codes that were shown and nobody used."""
    tried = [attempt(one) for one in order.charges if not _only_shown(one)]
    return tried, [attempt(one) for one in order.charges if _only_shown(one)]


def attempt(charge: ChargeView) -> Attempt:
    """One charge with its words and tone."""
    state = ChargeState(charge.state)
    by_channel = charge.channel in ("wechat", "alipay")
    return Attempt(
        charge=charge,
        title=f"{CHANNEL_NAMES[charge.channel]}　{WAYS.get(charge.way, '')}" if by_channel else WAYS[charge.channel],
        tone=TONES.get(state, "note"),
        open=state in _OPEN,
        may_cancel=by_channel and state in _OPEN - {ChargeState.ENDING},
        says=f"{SHORT[charge.channel]}收款 {yuan(charge.fen).replace(',', '')} 元" if state is ChargeState.PAID else "",
    )


def spoken(order: OrderView) -> str:
    """What of the last money that came is read aloud; empty before any came."""
    paid = [one for one in order.charges if one.paid_at]
    return attempt(max(paid, key=_paid_at)).says if paid else ""


def alarm_lines(alarms: Iterable[TillAlarm]) -> list[dict[str, Any]]:
    """Alarms with what to do next."""
    return [{"alarm": one, "next": ALARM_NEXT[one.kind]} for one in alarms]


def _paid_at(charge: ChargeView) -> datetime:
    return charge.paid_at or charge.asked_at


def _only_shown(charge: ChargeView) -> bool:
    """A code that is out, or was put away unpaid: no attempt of anybody yet."""
    quiet = {ChargeState.ASKED, ChargeState.WAITING, ChargeState.ENDING, ChargeState.CLOSED}
    return charge.way == "qr" and charge.state in quiet


def _place(order: OrderView, channel: str) -> QrPlace:
    now = clock.now()
    shown = next(
        (
            one
            for one in reversed(order.charges)
            if one.qr and one.channel == channel and one.fen == order.due_fen and one.expires_at > now
        ),
        None,
    )
    return QrPlace(channel, CHANNEL_NAMES[channel], shown, qr_svg(shown.qr) if shown else "")
