"""wechatpy, mended (微信客户端): stable tokens, time-outs, and one retry instead of an endless one.

The traps this closes are INTEGRATIONS §1.3 A (recursion on 40001), C (processes invalidating each other's token), D (no
time-outs) and E (a storage of coroutines); trap B is avoided by not using wechatpy for code2Session.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

import requests
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException
from wechatpy.oauth import WeChatOAuth

from backend.gateways.wechat.port import WechatConfig
from backend.kit import clock

# Token unknown, malformed or expired: worth one fresh token and one more try.
TOKEN_TROUBLE = frozenset({40001, 40014, 42001})
# A token in its last minute may die on the way.
_SPARE_S = 60


class StableTokenClient(WeChatClient):
    """Server calls of one mini-program with the token that all processes share (stable_token)."""

    def __init__(self, config: WechatConfig) -> None:
        super().__init__(
            config.mini_app_id,
            config.mini_secret,
            timeout=(config.connect_timeout_s, config.read_timeout_s),
            auto_retry=False,
        )
        self._base = config.api_url
        self._token_lock = Lock()
        self._token: str | None = None
        self._renew_at = 0.0

    @property
    def access_token(self) -> str:
        """The current token, fetched by one thread while the others wait for it."""
        with self._token_lock:
            if self._token is None or clock.monotonic() >= self._renew_at:
                self.fetch_access_token()
            return str(self._token)

    def fetch_access_token(self) -> dict[str, Any]:
        """Ask for the token everyone shares; ``force_refresh`` would spend one of twenty a day."""
        answer = self._http.post(
            f"{self._base}/cgi-bin/stable_token",
            json={
                "grant_type": "client_credential",
                "appid": self.appid,
                "secret": self.secret,
                "force_refresh": False,
            },
            timeout=self.timeout,
        )
        answer.raise_for_status()
        result: dict[str, Any] = answer.json()
        if result.get("errcode"):
            raise WeChatClientException(int(result["errcode"]), "", client=self)
        # The platform says how long the token still lives, up to the second: no wall clock is needed.
        self._token = str(result["access_token"])
        self._renew_at = clock.monotonic() + int(result["expires_in"]) - _SPARE_S
        return result

    def ask(self, path: str, body: Mapping[str, Any]) -> Any:
        """POST ``body`` to ``path``: the answer's JSON, or the ``requests.Response`` when it is not JSON."""
        try:
            return self.post(f"{self._base}{path}", data=dict(body))
        except WeChatClientException as error:
            if error.errcode not in TOKEN_TROUBLE:
                raise
        with self._token_lock:
            self._token = None
        return self.post(f"{self._base}{path}", data=dict(body))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


class TimedOAuth(WeChatOAuth):
    """Web login with time-outs; one object a login, because wechatpy keeps the person's token on it."""

    def __init__(self, config: WechatConfig, http: requests.Session, redirect_uri: str = "", state: str = "") -> None:
        super().__init__(config.h5_app_id, config.h5_secret, redirect_uri, config.scope, state)
        self.API_BASE_URL = f"{config.api_url}/"
        self.OAUTH_BASE_URL = f"{config.authorise_url}/connect/"
        self._http: requests.Session = http
        self._timeout = (config.connect_timeout_s, config.read_timeout_s)

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> dict[str, Any]:
        answer: dict[str, Any] = super()._request(method, url_or_endpoint, timeout=self._timeout, **kwargs)
        return answer
