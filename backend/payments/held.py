"""What the till holds of a person (收费中的个人信息): the fee of each transfer, told to whoever asks for theirs.

It names no person; the payer's id at the channel was never kept. The records are vouchers (会计凭证), which are kept
thirty years (《会计档案管理办法》 annex 1), so that nothing of them is ever erased on request.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.kit import clock
from backend.kit.personal import Holding
from backend.payments.facts import ChargeView
from backend.payments.orders.view import order_of
from backend.payments.orders.words import CHANNEL_NAMES

TABLES: Final = ("payments_order", "payments_order_line", "payments_charge", "payments_refund")
KEPT_YEARS: Final = 30


@dataclass(frozen=True, slots=True)
class VouchersKept:
    """The order of a transfer for which money moved, and the last day on which its records must be there."""

    number: str
    until: date


async def held_of_fee(transfer: str) -> Holding:
    """The order of a transfer with everything that happened to it."""
    told, order = Holding(), await order_of(transfer)
    if order is None:
        return told
    told.tell(
        "payments_order",
        "服务费收费单",
        收费单号=order.number,
        状态=order.state_name,
        应收分=order.total_fen - order.reduced_fen,
        实收分=order.paid_fen,
        退款分=order.refunded_fen,
        开单时间=order.opened_at,
        结清时间=order.settled_at,
    )
    for line in order.lines:
        told.tell("payments_order_line", "收费项目", 项目=line.title, 金额分=line.fen, 原因=line.reason, 时间=line.at)
    for charge in order.charges:
        told.add(_of_charge(charge))
    return told


def _of_charge(charge: ChargeView) -> Holding:
    told = Holding()
    told.tell(
        "payments_charge",
        "收款",
        商户单号=charge.number,
        渠道=CHANNEL_NAMES[charge.channel],
        金额分=charge.fen,
        状态=charge.state_name,
        付款码末四位=charge.code_tail,
        凭证号=charge.slip,
        发起时间=charge.asked_at,
        付款时间=charge.paid_at,
    )
    for refund in charge.refunds:
        told.tell(
            "payments_refund",
            "退款",
            退款单号=refund.number,
            金额分=refund.fen,
            状态=refund.state_name,
            原因=refund.why,
            申请时间=refund.asked_at,
            到账时间=refund.done_at,
        )
    return told


async def vouchers_kept(transfer: str) -> VouchersKept | None:
    """The records that must stay: of an order for which money came in, counted from the end of that year."""
    order = await order_of(transfer)
    if order is None or not order.paid_fen:
        return None
    year = clock.local(order.settled_at or order.opened_at).year
    return VouchersKept(order.number, date(year + KEPT_YEARS, 12, 31))
