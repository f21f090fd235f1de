"""开票平台: who issues and reverses an invoice for the station's fee. Today a person does, in the tax system."""

from backend.gateways.invoices.manual import ManualInvoices
from backend.gateways.invoices.platform import InvoicePlatform, InvoiceWish, IssuedInvoice

__all__ = ["InvoicePlatform", "InvoiceWish", "IssuedInvoice", "ManualInvoices"]
