"""The states of a reconciled day and of a difference (对账日、差异的状态) and the only steps between them."""

from enum import StrEnum
from typing import Final


class DayState(StrEnum):
    """Where the reconciliation of one merchant's day stands."""

    WANTED = "wanted"  # asked for; the bill is being fetched
    WAITING = "waiting"  # the channel has no bill yet, or did not answer: asked again
    MATCHED = "matched"  # every line compared; differences may be open
    CLOSED = "closed"


DAY_NAMES: Final = {
    DayState.WANTED: "正在对账",
    DayState.WAITING: "等待渠道账单",
    DayState.MATCHED: "有差异待处理",
    DayState.CLOSED: "已平账关闭",
}
DAY_STEPS: Final = {
    DayState.WANTED: {
        DayState.WAITING: "渠道还没有账单",
        DayState.MATCHED: "逐笔核对完毕",
        DayState.CLOSED: "核对完毕，没有差异",
    },
    DayState.WAITING: {DayState.WANTED: "再取一次"},
    DayState.MATCHED: {DayState.WANTED: "重新核对", DayState.CLOSED: "差异都已处理"},
    DayState.CLOSED: {DayState.WANTED: "写明原因后重开"},
}


class DifferenceState(StrEnum):
    """Where one difference stands."""

    OPEN = "open"
    HEALED = "healed"  # the channel was asked again, and both sides now say the same
    RESOLVED = "resolved"  # a person wrote what it is


DIFFERENCE_STATE_NAMES: Final = {
    DifferenceState.OPEN: "待处理",
    DifferenceState.HEALED: "已自动更正",
    DifferenceState.RESOLVED: "已处理",
}
