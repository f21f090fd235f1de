"""微信平台实现: wechatpy where it is sound, in its own threads; httpx for code2Session, which it does badly."""

import logging
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

import httpx
import requests
from wechatpy.exceptions import WeChatException

from backend.gateways.bounded_pool import BoundedPool
from backend.gateways.wechat.clients import StableTokenClient, TimedOAuth
from backend.gateways.wechat.port import (
    SERVICE,
    WechatAccountBlocked,
    WechatCodeRejected,
    WechatConfig,
    WechatIdentity,
    WechatPlatform,
    WechatSnapshotUser,
)
from backend.gateways.wechat.values import check_subscribe_values
from backend.kit.errors import VendorTrouble

P = ParamSpec("P")
T = TypeVar("T")

# What a person can mend by logging in again, and what only WeChat can.
_CODE_REJECTED = frozenset({40029, 40163, 41008})
_ACCOUNT_BLOCKED = 40226
# Busy, rate and quota limits, and tokens that went stale twice in a row: later may be better.
_PASSING = frozenset({-1, 40001, 40014, 42001, 45009, 45011, 44990, 44991})
_STATES = {"release": "formal", "trial": "trial", "develop": "developer"}


def open_wechat(config: WechatConfig) -> WechatPlatform:
    """The platform as configured; opens nothing until the first call."""
    return Wechat(config)


class Wechat:
    """:class:`WechatPlatform` over api.weixin.qq.com, or over the sandbox that ``api_url`` names."""

    def __init__(self, config: WechatConfig) -> None:
        # These print whole addresses, and WeChat wants secrets and codes in them.
        for name in ("httpx", "httpcore", "urllib3", "wechatpy"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._config = config
        self._client = StableTokenClient(config)
        self._oauth_http = requests.Session()
        timeout = httpx.Timeout(config.read_timeout_s, connect=config.connect_timeout_s)
        self._http = httpx.AsyncClient(base_url=config.api_url, timeout=timeout)
        # A call may fetch a token, be told it is stale, fetch another and ask again: four exchanges at most.
        deadline = 4 * (config.connect_timeout_s + config.read_timeout_s)
        self._pool = BoundedPool(SERVICE, workers=config.workers, waiting=config.waiting, deadline_s=deadline)

    def authorise_url(self, redirect_uri: str, state: str) -> str:
        """See :meth:`WechatPlatform.authorise_url`."""
        with requests.Session() as unused:
            return str(TimedOAuth(self._config, unused, redirect_uri, state).authorize_url)

    async def identity_from_oauth(self, code: str) -> WechatIdentity:
        """See :meth:`WechatPlatform.identity_from_oauth`."""
        if not code:
            raise WechatCodeRejected
        return await self._guarded(self._log_in, code)

    def _log_in(self, code: str) -> WechatIdentity:
        oauth = TimedOAuth(self._config, self._oauth_http)
        granted = oauth.fetch_access_token(code)
        if granted.get("is_snapshotuser"):
            raise WechatSnapshotUser
        openid, unionid, nickname = granted["openid"], granted.get("unionid", ""), ""
        if "snsapi_userinfo" in granted.get("scope", ""):
            shown = oauth.get_user_info()
            nickname, unionid = shown.get("nickname", ""), shown.get("unionid", unionid)
        return WechatIdentity(str(openid), str(unionid), str(nickname))

    async def identity_from_mini_program(self, js_code: str) -> WechatIdentity:
        """See :meth:`WechatPlatform.identity_from_mini_program`."""
        if not js_code:
            raise WechatCodeRejected
        asked = {
            "appid": self._config.mini_app_id,
            "secret": self._config.mini_secret,
            "js_code": js_code,
            "grant_type": "authorization_code",
        }
        # ``from None``: httpx's errors carry the address, and the address carries the secret.
        try:
            answer = await self._http.get("/sns/jscode2session", params=asked)
            answer.raise_for_status()
            session = answer.json()
        except httpx.HTTPStatusError as error:
            raise VendorTrouble(SERVICE, f"http {error.response.status_code}", retry=True) from None
        except (httpx.HTTPError, ValueError) as error:
            raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None
        if isinstance(session, dict) and session.get("errcode"):
            raise _refusal(int(session["errcode"]))
        if not isinstance(session, dict) or not session.get("openid"):
            raise VendorTrouble(SERVICE, "garbled answer", retry=True)
        return WechatIdentity(str(session["openid"]), str(session.get("unionid") or ""), "")

    async def phone_number(self, code: str) -> str:
        """See :meth:`WechatPlatform.phone_number`."""
        if not code:
            raise WechatCodeRejected
        answer = await self._guarded(self._client.ask, "/wxa/business/getuserphonenumber", {"code": code})
        try:
            return str(answer["phone_info"]["purePhoneNumber"])
        except (KeyError, TypeError):
            raise VendorTrouble(SERVICE, "garbled answer", retry=True) from None

    async def mini_program_code(self, scene: str, page: str) -> bytes:
        """See :meth:`WechatPlatform.mini_program_code`."""
        # A page that is not published yet can only be opened by the versions testers have.
        published = self._config.version == "release"
        asked = {"scene": scene, "page": page, "check_path": published, "env_version": self._config.version}
        answer = await self._guarded(self._client.ask, "/wxa/getwxacodeunlimit", asked)
        kind = answer.headers.get("Content-Type", "") if isinstance(answer, requests.Response) else ""
        if not kind.startswith("image/"):
            raise VendorTrouble(SERVICE, "garbled answer", retry=True)
        return bytes(answer.content)

    async def send_subscribe_message(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> None:
        """See :meth:`WechatPlatform.send_subscribe_message`."""
        check_subscribe_values(data)
        message = {
            "touser": openid,
            "template_id": template_id,
            "page": page,
            "miniprogram_state": _STATES[self._config.version],
            "lang": "zh_CN",
            "data": {name: {"value": value} for name, value in data.items()},
        }
        answer = await self._guarded(self._client.ask, "/cgi-bin/message/subscribe/send", message)
        if not isinstance(answer, dict) or answer.get("errcode") != 0:
            # It may have arrived; sending again would spend a consent the person gave once.
            raise VendorTrouble(SERVICE, "garbled answer", retry=False)

    async def close(self) -> None:
        """See :meth:`WechatPlatform.close`."""
        self._pool.close()
        self._client.close()
        self._oauth_http.close()
        await self._http.aclose()

    async def _guarded(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._pool.run(lambda: _translated(lambda: function(*args, **kwargs)))


def _translated(function: Callable[[], T]) -> T:
    """Call a blocking function; its exceptions come out as ours, without the addresses theirs carry."""
    try:
        return function()
    except WeChatException as error:
        if error.errcode is None:
            response = getattr(error, "response", None)
            status = response.status_code if response is not None else "error"
            raise VendorTrouble(SERVICE, f"http {status}", retry=True) from None
        raise _refusal(int(error.errcode)) from None
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else "error"
        raise VendorTrouble(SERVICE, f"http {status}", retry=True) from None
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None


def _refusal(number: int) -> Exception:
    if number in _CODE_REJECTED:
        return WechatCodeRejected()
    if number == _ACCOUNT_BLOCKED:
        return WechatAccountBlocked()
    return VendorTrouble(SERVICE, str(number), retry=number in _PASSING)
