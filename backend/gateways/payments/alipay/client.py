"""支付宝 SDK: ``alipay-sdk-python``, mended where it breaks; nothing else in the platform imports ``alipay``.

What is mended, all in INTEGRATIONS §3.2: its connection ignores the port of an address and cannot report a status
other than 200; it stamps calls with the local time of the machine instead of Beijing's; it checks answers by a pattern
that an unsigned refusal does not fit, with a library that accepts SHA-1, and takes 10003 for a success; it signs in
pure Python and reads only PKCS#1. What remains the SDK's: request classes, the order and encoding of parameters, what
is signed, the redirect address.
"""

import base64
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import urlsplit

from alipay.aop.api import DefaultAlipayClient as sdk
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.exception.Exception import RequestException
from alipay.aop.api.util import WebUtils
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from backend.gateways.payments.alipay.keys import Keys
from backend.gateways.payments.merchants import AlipayMerchant
from backend.kit import clock
from backend.kit.errors import VendorTrouble

SERVICE: Final = "alipay"
# An answer is a few hundred bytes; a bill's address comes in one too.
LARGEST_ANSWER: Final = 262_144
_REQUESTS: Final = "alipay.aop.api.request"
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with a good signature: ``code`` and ``sub_code`` of the envelope, and everything it says."""

    code: str
    sub_code: str
    fields: Mapping[str, Any]

    @property
    def vendor_code(self) -> str:
        """The code that is worth writing down."""
        return self.sub_code or self.code

    def text(self, name: str) -> str:
        """One field as text; empty when it is missing."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""


class _StatusConnection:
    """Reports a status other than 200 in our words; the SDK stumbles over its own message."""

    def getresponse(self) -> http.client.HTTPResponse:
        """The answer, if it is one."""
        answer: http.client.HTTPResponse = super().getresponse()  # type: ignore[misc]
        if answer.status != 200:
            self.close()  # type: ignore[attr-defined]
            raise VendorTrouble(SERVICE, f"http {answer.status}", retry=answer.status >= 500 or answer.status == 429)
        if (answer.length or 0) > LARGEST_ANSWER:
            self.close()  # type: ignore[attr-defined]
            raise VendorTrouble(SERVICE, "answer too long", retry=True)
        return answer


class _Plain(_StatusConnection, http.client.HTTPConnection):
    pass


class _Secure(_StatusConnection, http.client.HTTPSConnection):
    pass


def _connection(url: str, query: str, timeout: float) -> tuple[str, http.client.HTTPConnection]:
    """What the SDK asks for before each call: the target of the request line, and where to send it."""
    address = urlsplit(url)
    kind = _Secure if address.scheme == "https" else _Plain
    assert address.hostname  # noqa: S101 - checked when the merchant was read, for the type checker
    return f"{address.path or '/'}?{query}", kind(address.hostname, address.port, timeout=timeout)


class _Beijing:
    """Stands for ``datetime.datetime`` in the SDK, which asks it for the present moment only."""

    @staticmethod
    def now() -> datetime:
        """Beijing's time without a zone, whatever zone this machine keeps."""
        return clock.local(clock.now()).replace(tzinfo=None)


def _signed(key: rsa.RSAPrivateKey, content: str, charset: str) -> str:
    """RSA2 in a millisecond. The SDK's own takes forty, holds up every other thread, and reads PKCS#1 only."""
    return base64.b64encode(key.sign(content.encode(charset), padding.PKCS1v15(), hashes.SHA256())).decode()


WebUtils.get_http_connection = _connection
sdk.sign_with_rsa2 = _signed
sdk.datetime = SimpleNamespace(datetime=_Beijing)


class _Client(sdk.DefaultAlipayClient):  # type: ignore[misc]
    """The SDK's client, which hands answers over as they came."""

    def _DefaultAlipayClient__parse_response(self, body: bytes) -> bytes:
        # The SDK's own check is replaced by :func:`verified`; the name is how Python spells its private method.
        return body


class AlipayClient:
    """Calls for one merchant. Blocks; raises ``VendorTrouble`` and nothing else. Usable from several threads."""

    def __init__(self, merchant: AlipayMerchant, keys: Keys, *, timeout_s: float) -> None:
        config = AlipayClientConfig()
        config.server_url, config.app_id = merchant.gateway, merchant.app_id
        config.app_private_key, config.timeout = keys.private, timeout_s
        self._sdk, self._keys, self._token = _Client(config), keys, merchant.app_auth_token

    def ask(self, method: str, content: Mapping[str, Any], notify_url: str = "") -> Answer:
        """Ask ``alipay.<method>``; the answer may be a refusal, but it is Alipay's."""
        request = self._request(method, content, notify_url)
        try:
            body = self._sdk.execute(request)
        except RequestException:
            # Nothing was sent, or not all of it. The SDK's own message holds the payer's code: it is not kept.
            raise VendorTrouble(SERVICE, "connect", retry=True) from None
        except (OSError, http.client.HTTPException) as error:
            raise VendorTrouble(SERVICE, type(error).__name__, retry=True) from None
        return verified(body, f"alipay_{method.replace('.', '_')}_response", self._keys)

    def page(self, method: str, content: Mapping[str, Any], notify_url: str, back_url: str) -> str:
        """The signed address that a browser opens; asks nobody."""
        request = self._request(method, content, notify_url)
        if back_url:
            request.return_url = back_url
        return str(self._sdk.page_execute(request, "GET"))

    def _request(self, method: str, content: Mapping[str, Any], notify_url: str) -> Any:
        # One request class a method: the SDK has thousands, and importing a package of them takes seconds.
        name = "Alipay" + "".join(part.capitalize() for part in method.split(".")) + "Request"
        request = getattr(import_module(f"{_REQUESTS}.{name}"), name)()
        request.biz_content = dict(content)
        if notify_url:
            request.notify_url = notify_url
        if self._token:
            request.add_other_text_param("app_auth_token", self._token)
        return request


def verified(body: bytes, name: str, keys: Keys) -> Answer:
    """The answer in ``body``, believed only with Alipay's signature over the very characters it stands in."""
    try:
        text = body.decode()
        members = _members(text)
        content = next((members[key] for key in (name, "error_response") if key in members), None)
        if content is None:
            raise ValueError("no answer inside")
        fields = json.loads(content)
        code, sub_code = str(fields["code"]), str(fields.get("sub_code") or "")
        signature = json.loads(members["sign"]) if "sign" in members else ""
    except (ValueError, KeyError, TypeError, AttributeError):
        raise VendorTrouble(SERVICE, "garbled answer", retry=True) from None
    if not signature:
        # The gateway's own refusals come like this, and so would anybody's on the way: it proves nothing.
        raise VendorTrouble(SERVICE, f"unsigned {sub_code or code}", retry=code == "20000" or not sub_code)
    if not isinstance(signature, str) or not keys.holds(content.encode(), signature):
        raise VendorTrouble(SERVICE, "wrong signature", retry=True)
    return Answer(code, sub_code, fields)


def _members(text: str) -> dict[str, str]:
    """The members of a JSON object with each value exactly as it was written; ValueError when it is none."""
    found: dict[str, str] = {}
    at = _skip(text, 0)
    if text[at : at + 1] != "{":
        raise ValueError("no object")
    at = _skip(text, at + 1)
    while True:
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ":" or not isinstance(key, str) or key in found:
            raise ValueError("no member")
        start = _skip(text, at + 1)
        _, at = _DECODER.raw_decode(text, start)
        found[key] = text[start:at]
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return found
        if text[at : at + 1] != ",":
            raise ValueError("no end")
        at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n") and at < len(text):
        at += 1
    return at
