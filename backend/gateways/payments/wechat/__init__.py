"""微信支付: one merchant's channel through ``wechatpayv3``, with the guards that it lacks. INTEGRATIONS §2."""

from backend.gateways.payments.channel import PaymentChannel
from backend.gateways.payments.merchants import WechatMerchant

__all__ = ["open_wechat_pay"]


def open_wechat_pay(
    merchant: WechatMerchant, *, connect_timeout_s: float = 3.0, read_timeout_s: float = 10.0
) -> PaymentChannel:
    """A channel for that merchant; raises ``MerchantUnfit`` for a number or key of the wrong kind."""
    # Imported when the first merchant is opened: the SDK takes a moment, and who only reads a bill never needs it.
    from backend.gateways.payments.wechat.channel import WechatPayChannel

    return WechatPayChannel(merchant, connect_timeout_s=connect_timeout_s, read_timeout_s=read_timeout_s)
