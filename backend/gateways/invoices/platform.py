"""What the platform asks of whoever issues invoices (开票平台), and what it answers."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class InvoiceWish:
    """One invoice to issue. ``number`` is ours: the same wish asked twice is issued once. Money is fen."""

    number: str
    station: str
    fen: int
    title: str = field(repr=False)  # 购买方名称
    credit_code: str = field(default="", repr=False)  # 购买方税号, empty for a person
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class IssuedInvoice:
    """An invoice of the tax system: its number (数电发票号码, 20 digits) and day."""

    number: str
    day: date


class InvoicePlatform(Protocol):
    """开票平台: issues an invoice, and a red one against it (红冲).

    Both answer None while a person has to do it. Both raise ``VendorTrouble``, whose ``reason`` holds nothing of a
    person; without ``retry`` the wish failed and a person looks at it.
    """

    async def issue(self, wish: InvoiceWish) -> IssuedInvoice | None:
        """Issue it, once for each ``wish.number``."""
        ...

    async def reverse(self, wish: InvoiceWish, issued: IssuedInvoice) -> IssuedInvoice | None:
        """Issue the red invoice against ``issued``, once for each ``wish.number``."""
        ...
