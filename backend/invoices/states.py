"""Where a wish for an invoice stands (发票申请状态), and which step may follow which."""

from enum import StrEnum
from typing import Final


class InvoiceState(StrEnum):
    """One word a state."""

    ASKED = "asked"
    QUEUED = "queued"
    ISSUED = "issued"
    FAILED = "failed"
    RED_DUE = "red_due"
    RED_REVERSED = "red_reversed"
    WITHDRAWN = "withdrawn"


S = InvoiceState
INVOICE_NAMES: Final = {
    S.ASKED: "已申请",
    S.QUEUED: "待开票",
    S.ISSUED: "已开票",
    S.FAILED: "开票失败",
    S.RED_DUE: "待红冲",
    S.RED_REVERSED: "已红冲",
    S.WITHDRAWN: "已撤销",
}
STEPS: Final = {
    S.ASKED: {S.QUEUED, S.ISSUED, S.FAILED, S.WITHDRAWN},
    S.QUEUED: {S.ISSUED, S.FAILED, S.WITHDRAWN},
    # The payer mends the title and asks again.
    S.FAILED: {S.ASKED, S.WITHDRAWN},
    # Money went back after it was issued.
    S.ISSUED: {S.RED_DUE},
    S.RED_DUE: {S.RED_REVERSED},
    S.RED_REVERSED: set[InvoiceState](),
    S.WITHDRAWN: set[InvoiceState](),
}
# Not issued yet: the amount still follows the order, and the wish may go.
UNISSUED: Final = frozenset({S.ASKED, S.QUEUED, S.FAILED})
# A person has something to do.
WAITING: Final = (S.ASKED, S.QUEUED, S.RED_DUE)
