"""微信平台: login on the web and in the mini-program, phone numbers, mini-program codes, subscribe messages."""

from backend.gateways.wechat.platform import Wechat, open_wechat
from backend.gateways.wechat.port import (
    WechatAccountBlocked,
    WechatCodeRejected,
    WechatConfig,
    WechatIdentity,
    WechatPlatform,
    WechatSnapshotUser,
)
from backend.gateways.wechat.values import SubscribeValueUnfit, check_subscribe_values, fit_subscribe_value

__all__ = [
    "SubscribeValueUnfit",
    "Wechat",
    "WechatAccountBlocked",
    "WechatCodeRejected",
    "WechatConfig",
    "WechatIdentity",
    "WechatPlatform",
    "WechatSnapshotUser",
    "check_subscribe_values",
    "fit_subscribe_value",
    "open_wechat",
]
