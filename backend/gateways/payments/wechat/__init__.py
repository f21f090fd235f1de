"""微信支付: one merchant's channel through ``wechatpayv3``, with the guards that it lacks. INTEGRATIONS §2."""

from backend.gateways.payments.channel import PaymentChannel
from backend.gateways.payments.merchants import WechatMerchant
from backend.gateways.payments.wechat.channel import WechatPayChannel

__all__ = ["open_wechat_pay"]


def open_wechat_pay(
    merchant: WechatMerchant, *, connect_timeout_s: float = 3.0, read_timeout_s: float = 10.0
) -> PaymentChannel:
    """A channel for that merchant; raises ``MerchantUnfit`` for a number or key of the wrong kind."""
    return WechatPayChannel(merchant, connect_timeout_s=connect_timeout_s, read_timeout_s=read_timeout_s)
