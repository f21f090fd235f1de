"""支付宝: one merchant's channel, through Alipay's own SDK behind :mod:`client`. Sources: INTEGRATIONS §3."""

from backend.gateways.payments.channel import PaymentChannel
from backend.gateways.payments.merchants import AlipayMerchant

# Alipay answers most calls within a second; a bar code may take several.
TIMEOUT_S = 10.0


def open_alipay(merchant: AlipayMerchant, *, timeout_s: float = TIMEOUT_S) -> PaymentChannel:
    """The channel of a merchant. Raises ``MerchantUnfit`` when a number or key is of the wrong kind."""
    # Imported when the first merchant is opened: the SDK takes a moment, and most commands never need it.
    from backend.gateways.payments.alipay.channel import AlipayChannel

    return AlipayChannel(merchant, timeout_s=timeout_s)
