"""The channels of this process (收款渠道): one object a merchant, opened when first needed, closed together.

Beside them the inbox, in which notices that arrive at the same time are committed together.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

from backend.gateways.payments import AlipayMerchant, MerchantUnfit, PaymentChannel, WechatMerchant
from backend.gateways.payments.alipay import open_alipay
from backend.gateways.payments.wechat import open_wechat_pay
from backend.payments.errors import MerchantUnknown
from backend.payments.models import Merchant
from backend.payments.notices.inbox import Inbox

# Credentials as a merchant's row keeps them -> its channel; raises MerchantUnfit.
M = TypeVar("M", WechatMerchant, AlipayMerchant)
Opener = Callable[[Mapping[str, Any]], PaymentChannel]


@dataclass
class Channels:
    """``Tools.channels``. A merchant's credentials never change, so what was opened for a row stays right."""

    openers: Mapping[str, Opener]
    inbox: Inbox = field(default_factory=Inbox)
    _opened: dict[str, PaymentChannel] = field(default_factory=dict)
    _known: dict[str, Merchant] = field(default_factory=dict)

    async def merchant(self, public_id: str, channel: str) -> Merchant | None:
        """The merchant of that name, remembered: of what a notification needs nothing ever changes."""
        row = self._known.get(public_id) or await Merchant.named(public_id, channel)
        if row is None or row.channel != channel:
            return None
        return self._known.setdefault(public_id, row)

    async def named(self, public_id: str) -> PaymentChannel:
        """The channel of a merchant that another slice names. Raises MerchantUnknown, MerchantUnfit."""
        row = self._known.get(public_id) or await Merchant.get_or_none(public_id=public_id)
        if row is None:
            raise MerchantUnknown
        return self.of(self._known.setdefault(public_id, row))

    def of(self, merchant: Merchant) -> PaymentChannel:
        """The channel of that merchant; raises MerchantUnfit where its keys cannot be used."""
        channel = self._opened.get(merchant.public_id)
        if channel is None:
            channel = self.openers[merchant.channel](merchant.credentials)
            self._opened[merchant.public_id] = channel
        return channel

    def tried(self, channel: str, credentials: Mapping[str, Any]) -> PaymentChannel:
        """Open a channel that no row has yet, to see whether its keys are of the right kind; the caller closes it."""
        return self.openers[channel](credentials)

    async def close(self) -> None:
        """Let go of all of them."""
        opened, self._opened = self._opened, {}
        for channel in opened.values():
            await channel.close()


def open_channels() -> Channels:
    """The two channels there are."""
    return Channels({"wechat": _open_wechat, "alipay": _open_alipay})


def _open_wechat(credentials: Mapping[str, Any]) -> PaymentChannel:
    return open_wechat_pay(_merchant_of(WechatMerchant, credentials))


def _open_alipay(credentials: Mapping[str, Any]) -> PaymentChannel:
    return open_alipay(_merchant_of(AlipayMerchant, credentials))


def _merchant_of(kind: type[M], credentials: Mapping[str, Any]) -> M:
    """The credentials as the gateway wants them; a field that is missing or that it does not know is told by name."""
    known = {one.name: one for one in fields(kind)}
    needed = {name for name, one in known.items() if one.default is MISSING and one.default_factory is MISSING}
    wrong = sorted((needed - credentials.keys()) | (credentials.keys() - known.keys()))
    if wrong:
        raise MerchantUnfit(field=wrong[0], problem=f"商户配置缺少或不认识这些项：{'、'.join(wrong)}。")
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in credentials.items()
    }
    return kind(**values)
