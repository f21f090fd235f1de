"""What the platform needs of WeChat (微信端口): the protocol, its answers, its refusals and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from backend.kit.errors import Refusal

SERVICE = "wechat"


class WechatCodeRejected(Refusal):
    """登录码无效: the person's code is unknown, used, stale, or was made for something else."""

    code = "WX-101"
    say = "微信登录已失效，请返回重新登录。"
    status = 401


class WechatAccountBlocked(Refusal):
    """微信账号受限: WeChat itself calls this account risky and tells nobody who it is."""

    code = "WX-102"
    say = "微信提示此账号存在风险，暂时不能登录。请在微信中解除限制后重试，或到服务站窗口办理。"
    status = 403


class WechatSnapshotUser(Refusal):
    """快照页用户: the page was opened as a snapshot, whose identity is made up."""

    code = "WX-103"
    say = "当前是微信快照页，无法登录。请点击页面底部的“使用完整服务”后重试。"
    status = 403


@dataclass(frozen=True, slots=True)
class WechatIdentity:
    """Who WeChat says this is. ``openid`` differs in every app, ``unionid`` does not; either text may be empty."""

    openid: str
    unionid: str
    nickname: str


@dataclass(frozen=True, slots=True)
class WechatConfig:
    """How to reach WeChat: the mini-program's account and the official account's, for H5.

    Addresses end without a slash; ``authorise_url`` is opened by people's browsers, ``api_url`` by us.

    ``scope`` snsapi_base asks nothing of the person and gives no nickname. Times in seconds.
    """

    mini_app_id: str
    mini_secret: str
    h5_app_id: str
    h5_secret: str
    api_url: str = "https://api.weixin.qq.com"
    authorise_url: str = "https://open.weixin.qq.com"
    scope: Literal["snsapi_base", "snsapi_userinfo"] = "snsapi_userinfo"
    version: Literal["release", "trial", "develop"] = "release"
    connect_timeout_s: float = 3.0
    read_timeout_s: float = 5.0
    workers: int = 4
    waiting: int = 64


class WechatPlatform(Protocol):
    """微信平台. Every call raises ``VendorTrouble`` when WeChat fails; ``reason`` is its error number."""

    def authorise_url(self, redirect_uri: str, state: str) -> str:
        """Where to send a browser so that its owner agrees to log in and comes back with ``code`` and ``state``."""
        ...

    async def identity_from_oauth(self, code: str) -> WechatIdentity:
        """Who came back from the login page; refuses a bad code, a blocked account and a snapshot."""
        ...

    async def identity_from_mini_program(self, js_code: str) -> WechatIdentity:
        """Who wx.login's code stands for; refuses a bad code and a blocked account."""
        ...

    async def phone_number(self, code: str) -> str:
        """The mainland phone behind a getPhoneNumber button, without country code; refuses a bad code."""
        ...

    async def mini_program_code(self, scene: str, page: str) -> bytes:
        """A picture (JPEG) that opens ``page`` of the mini-program with ``scene`` (1-32 visible characters)."""
        ...

    async def send_subscribe_message(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> None:
        """Send one message the person consented to; ``data`` holds a text for each value name of the template.

        Raises :class:`~backend.gateways.wechat.values.SubscribeValueUnfit` (a ``VendorTrouble``) before anything is
        sent when a value breaks its rule, and reason ``43101`` when no consent is left.
        """
        ...

    async def close(self) -> None:
        """Let go of threads and connections."""
        ...
