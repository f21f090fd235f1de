"""What invoices tell faces (发票信息): values, never rows. Money is fen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

TITLE_KINDS: Final = {"personal": "个人", "company": "单位"}


@dataclass(frozen=True, slots=True)
class InvoiceTitle:
    """发票抬头: whom the invoice names. ``credit_code`` (统一社会信用代码) is a company's. The rest is as wished."""

    kind: str  # personal | company
    name: str = field(repr=False)
    credit_code: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One wish. ``title`` is None once it was erased, and for whoever did not ask for it.

    ``sentence`` tells the payer how it stands. ``reason`` says why issuing failed. ``red_number`` is the red invoice's.
    """

    id: str
    number: str
    order: str
    transfer: str
    station: str
    owner: str
    state: str
    state_name: str
    sentence: str
    fen: int
    title: InvoiceTitle | None
    invoice_number: str
    invoice_day: date | None
    red_number: str
    reason: str
    asked_at: datetime
    changed_at: datetime

    @property
    def withdrawable(self) -> bool:
        """Whether the payer may still take the wish back."""
        return self.state in {"asked", "queued", "failed"}
