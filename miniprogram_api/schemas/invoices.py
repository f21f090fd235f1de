"""The invoice of the fee (服务费发票): whom it names, and how it stands."""

from datetime import date
from typing import Literal, Self

from pydantic import Field

from backend.invoices import InvoiceTitle, InvoiceView
from miniprogram_api.schemas.base import Answer, Form


class InvoiceForm(Form):
    """Whom the invoice names. A company's has its 18-digit credit code; e-mail and phone are as wished."""

    kind: Literal["personal", "company"]
    name: str = Field(max_length=200)
    credit_code: str = Field("", max_length=40)
    email: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)

    def title(self) -> InvoiceTitle:
        """As the slice takes it, which checks it."""
        return InvoiceTitle(self.kind, self.name, self.credit_code, self.email, self.phone)


class InvoiceTitleAnswer(Answer):
    """抬头."""

    kind: str
    name: str
    credit_code: str
    email: str
    phone: str


class InvoiceAnswer(Answer):
    """One wish for an invoice; ``title`` only for whoever asked."""

    number: str
    state: str = Field(description="asked, queued, issued, failed, red_due, red_reversed or withdrawn")
    state_name: str
    sentence: str
    fen: int
    title: InvoiceTitleAnswer | None
    invoice_number: str
    invoice_day: date | None
    reason: str
    withdrawable: bool

    @classmethod
    def told(cls, view: InvoiceView, owner: str) -> Self:
        """The wish as an owner of the transfer may know it."""
        mine = view.owner == owner
        title = InvoiceTitleAnswer.of(view.title) if view.title and mine else None
        return cls.of(view, title=title, withdrawable=mine and view.withdrawable)
