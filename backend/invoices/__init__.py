"""发票: what payers wish invoiced of the station's fee, who issues it, and what a refund makes of it.

This is the slice's front door. Nothing is pretended: a wish is issued only when the tax system's number is known, by
the platform that ``Tools.invoices`` is, or typed by whoever issued it there. ``states.py`` has every step.
"""

from backend.invoices.ask import ask_for_invoice, withdraw_invoice
from backend.invoices.errors import (
    AmountMoved,
    InvoiceAsked,
    InvoiceMoved,
    InvoiceUnknown,
    IssueUnfit,
    NothingToInvoice,
    NumberTaken,
    TitleUnfit,
)
from backend.invoices.facts import TITLE_KINDS, InvoiceTitle, InvoiceView
from backend.invoices.held import TABLES as PERSONAL_TABLES
from backend.invoices.held import InvoiceKept, erase_invoice, held_of_invoices, invoices_kept
from backend.invoices.issue import mark_failed, mark_issued, mark_reversed
from backend.invoices.show import invoice_of, invoices, own_invoice, title_of
from backend.invoices.states import INVOICE_NAMES, WAITING, InvoiceState

__all__ = [
    "INVOICE_NAMES",
    "PERSONAL_TABLES",
    "TITLE_KINDS",
    "WAITING",
    "AmountMoved",
    "InvoiceAsked",
    "InvoiceKept",
    "InvoiceMoved",
    "InvoiceState",
    "InvoiceTitle",
    "InvoiceUnknown",
    "InvoiceView",
    "IssueUnfit",
    "NothingToInvoice",
    "NumberTaken",
    "TitleUnfit",
    "ask_for_invoice",
    "erase_invoice",
    "held_of_invoices",
    "invoice_of",
    "invoices",
    "invoices_kept",
    "mark_failed",
    "mark_issued",
    "mark_reversed",
    "own_invoice",
    "title_of",
    "withdraw_invoice",
]
