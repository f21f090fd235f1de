"""The states of an order, a charge and a refund (收费单、收款、退款的状态) and the only steps between them."""

from enum import StrEnum
from typing import Final


class OrderState(StrEnum):
    """Where an order stands."""

    DUE = "due"
    SETTLED = "settled"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"
    CLOSED = "closed"


ORDER_NAMES: Final = {
    OrderState.DUE: "待收款",
    OrderState.SETTLED: "已结清",
    OrderState.PART_REFUNDED: "部分退款",
    OrderState.REFUNDED: "已退款",
    OrderState.CLOSED: "已关闭",
}
ORDER_STEPS: Final = {
    OrderState.DUE: {OrderState.SETTLED: "收齐，或无需收款", OrderState.CLOSED: "过户取消"},
    OrderState.SETTLED: {
        OrderState.PART_REFUNDED: "退回一部分",
        OrderState.REFUNDED: "全部退回",
        OrderState.CLOSED: "过户取消，没有收过款",
    },
    OrderState.PART_REFUNDED: {OrderState.REFUNDED: "全部退回"},
    OrderState.REFUNDED: {},
    OrderState.CLOSED: {},
}


class ChargeState(StrEnum):
    """Where an attempt to take money stands."""

    ASKED = "asked"  # written down; the channel is being asked
    WAITING = "waiting"  # the payer has not finished
    UNKNOWN = "unknown"  # the channel did not answer, or does not know itself
    ENDING = "ending"  # no money shall come: being closed, reversed or cancelled
    PAID = "paid"
    REFUSED = "refused"
    CLOSED = "closed"
    DISPUTED = "disputed"  # paid, says the channel, but another sum, currency or merchant


CHARGE_NAMES: Final = {
    ChargeState.ASKED: "正在发起",
    ChargeState.WAITING: "等待付款",
    ChargeState.UNKNOWN: "正在查询结果",
    ChargeState.ENDING: "正在关闭",
    ChargeState.PAID: "已收款",
    ChargeState.REFUSED: "付款失败",
    ChargeState.CLOSED: "已关闭",
    ChargeState.DISPUTED: "金额不符",
}
_ANSWERS: Final = {
    ChargeState.PAID: "渠道确认已付",
    ChargeState.REFUSED: "渠道确认未付",
    ChargeState.CLOSED: "已关闭，钱不会再来",
    ChargeState.DISPUTED: "金额、币种或商户不符",
}
CHARGE_STEPS: Final = {
    ChargeState.ASKED: {
        ChargeState.WAITING: "等付款人完成",
        ChargeState.UNKNOWN: "渠道没有答复",
        ChargeState.ENDING: "撤销",
        **_ANSWERS,
    },
    ChargeState.WAITING: {ChargeState.UNKNOWN: "渠道没有答复", ChargeState.ENDING: "撤销或过期", **_ANSWERS},
    ChargeState.UNKNOWN: {ChargeState.WAITING: "等付款人完成", ChargeState.ENDING: "撤销或过期", **_ANSWERS},
    ChargeState.ENDING: _ANSWERS,
    # What we took for over and was paid after all: money is never talked away.
    ChargeState.REFUSED: {ChargeState.PAID: "渠道后来确认已付", ChargeState.DISPUTED: "金额、币种或商户不符"},
    ChargeState.CLOSED: {ChargeState.PAID: "渠道后来确认已付", ChargeState.DISPUTED: "金额、币种或商户不符"},
    ChargeState.DISPUTED: {ChargeState.PAID: "渠道更正为相符", ChargeState.CLOSED: "渠道确认钱已全部退回"},
    ChargeState.PAID: {},
}
OPEN_CHARGES: Final = frozenset({ChargeState.ASKED, ChargeState.WAITING, ChargeState.UNKNOWN, ChargeState.ENDING})


class RefundState(StrEnum):
    """Where a refund stands."""

    PROPOSED = "proposed"  # waits for a second person
    ASKED = "asked"
    PROCESSING = "processing"
    UNKNOWN = "unknown"
    ABNORMAL = "abnormal"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


REFUND_NAMES: Final = {
    RefundState.PROPOSED: "待复核",
    RefundState.ASKED: "正在退款",
    RefundState.PROCESSING: "渠道处理中",
    RefundState.UNKNOWN: "正在查询结果",
    RefundState.ABNORMAL: "退款异常",
    RefundState.DONE: "已退款",
    RefundState.REFUSED: "退款失败",
    RefundState.WITHDRAWN: "已撤回",
}
_REFUND_ANSWERS: Final = {
    RefundState.DONE: "渠道确认已退",
    RefundState.REFUSED: "渠道拒绝",
    RefundState.ABNORMAL: "付款人账户收不到",
}
REFUND_STEPS: Final = {
    RefundState.PROPOSED: {RefundState.ASKED: "另一人复核", RefundState.WITHDRAWN: "撤回"},
    RefundState.ASKED: {
        RefundState.PROCESSING: "渠道受理",
        RefundState.UNKNOWN: "渠道没有答复",
        **_REFUND_ANSWERS,
    },
    RefundState.UNKNOWN: {RefundState.PROCESSING: "渠道受理", **_REFUND_ANSWERS},
    RefundState.PROCESSING: _REFUND_ANSWERS,
    RefundState.ABNORMAL: {RefundState.DONE: "另行退回", RefundState.REFUSED: "渠道拒绝"},
    RefundState.REFUSED: {RefundState.DONE: "渠道后来确认已退"},
    RefundState.DONE: {},
    RefundState.WITHDRAWN: {},
}
# On its way back: asked for, and not known to have come or to have been refused.
MOVING_REFUNDS: Final = frozenset(
    {RefundState.ASKED, RefundState.PROCESSING, RefundState.UNKNOWN, RefundState.ABNORMAL}
)
# What of a charge nobody may promise to anybody else any more.
PROMISED_REFUNDS: Final = MOVING_REFUNDS | {RefundState.PROPOSED, RefundState.DONE}


def drawn() -> str:
    """The three tables as mermaid diagrams, for the documentation."""
    tables = ((ORDER_STEPS, ORDER_NAMES), (CHARGE_STEPS, CHARGE_NAMES), (REFUND_STEPS, REFUND_NAMES))
    return "\n".join(_drawn(steps, names) for steps, names in tables)


def _drawn(steps: dict, names: dict) -> str:  # type: ignore[type-arg]
    lines = ["stateDiagram-v2"]
    lines += [f"    {state}: {name}" for state, name in names.items()]
    lines += [f"    {state} --> {to}: {why}" for state, ways in steps.items() for to, why in ways.items()]
    return "\n".join(lines) + "\n"
