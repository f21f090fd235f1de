"""人工开票: somebody of the station issues in the tax system and types the number; nothing is pretended."""

from backend.gateways.invoices.platform import InvoiceWish, IssuedInvoice


class ManualInvoices:
    """:class:`InvoicePlatform` by hand: every wish waits for a person."""

    async def issue(self, wish: InvoiceWish) -> IssuedInvoice | None:
        """Wait for a person."""
        return None

    async def reverse(self, wish: InvoiceWish, issued: IssuedInvoice) -> IssuedInvoice | None:
        """Wait for a person."""
        return None
