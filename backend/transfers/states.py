"""The states of a transfer (过户状态) and the only steps between them: data, printed in one screen."""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a transfer stands."""

    DRAFT = "draft"
    COLLECTING = "collecting"
    REVIEWING = "reviewing"
    SIGNING = "signing"
    SETTLING = "settling"
    COMPLETED = "completed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


STATE_NAMES: Final = {
    State.DRAFT: "待采集",
    State.COLLECTING: "采集中",
    State.REVIEWING: "待审核",
    State.SIGNING: "待签署",
    State.SETTLING: "待办结",
    State.COMPLETED: "已办结",
    State.ARCHIVED: "已归档",
    State.CANCELLED: "已取消",
}

STEPS: Final = {
    State.DRAFT: {State.COLLECTING: "一方资料进入", State.CANCELLED: "取消"},
    State.COLLECTING: {State.REVIEWING: "双方资料齐全", State.CANCELLED: "取消"},
    State.REVIEWING: {
        State.SIGNING: "审核通过",
        State.COLLECTING: "退回补充",
        State.CANCELLED: "审核不通过、取消",
    },
    State.SIGNING: {
        State.SETTLING: "双方签署完成",
        State.COLLECTING: "退回补充",
        State.REVIEWING: "修改内容、一方拒签",
        State.CANCELLED: "取消",
    },
    State.SETTLING: {State.COMPLETED: "办结", State.CANCELLED: "取消"},
    State.COMPLETED: {State.ARCHIVED: "归档"},
    State.ARCHIVED: {},
    State.CANCELLED: {},
}

# Before anything was approved, a side may still enter.
OPEN: Final = frozenset({State.DRAFT, State.COLLECTING})
# What a clerk may still change; in signing it voids the papers.
EDITABLE: Final = frozenset({*OPEN, State.REVIEWING, State.SIGNING})
CANCELLABLE: Final = frozenset(state for state, steps in STEPS.items() if State.CANCELLED in steps)
FINAL: Final = frozenset(state for state, steps in STEPS.items() if not steps)


def drawn() -> str:
    """The steps as a mermaid diagram, for the documentation."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [f"    {state}: {STATE_NAMES[state]}" for state in State]
    lines += [f"    {state} --> {to}: {why}" for state, steps in STEPS.items() for to, why in steps.items()]
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(lines) + "\n"
