"""Signed, expiring tokens (签名令牌) that a link or a QR may carry: an invitation, a hand-over to another phone.

A token is readable by whoever holds it, so its payload never holds personal data. It is valid for one purpose only.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

from backend.kit.clock import now
from backend.kit.errors import Refusal
from backend.kit.secrets.keyring import KeyMissing, KeyRing

# 128 bits of HMAC-SHA256: no guess succeeds, and the QR stays coarse enough for an old phone's camera.
MAC_BYTES = 16


class TokenInvalid(Refusal):
    """The token was altered, cut short, made for something else, or never ours (链接无效)."""

    code = "LINK-101"
    status = 400
    say = "链接无效或不完整，请重新打开对方发来的完整链接，或请对方再发一次。"


class TokenExpired(Refusal):
    """The token is genuine and its time is over (链接过期)."""

    code = "LINK-102"
    status = 410
    say = "链接已过期，请返回原来的页面重新生成，或请对方再发一次。"


class Signer:
    """Signs payloads under the ring's current version and knows its own signature again after a rotation."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def sign(self, payload: dict[str, Any], purpose: str, expires: datetime) -> str:
        """A URL-safe token of ``payload`` (JSON values), good for ``purpose`` until ``expires`` (aware)."""
        version = self._ring.current
        body = {"p": payload, "e": int(expires.timestamp())}
        text = _text(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
        return f"{version}.{text}.{_text(self._mac(version, purpose, text))}"

    def verify(self, token: str, purpose: str) -> dict[str, Any]:
        """The payload of a token made for ``purpose``; else :class:`TokenInvalid` or :class:`TokenExpired`."""
        try:
            version, text, mac = token.split(".")
            genuine = hmac.compare_digest(_bytes(mac), self._mac(int(version), purpose, text))
            genuine = genuine and self._ring.trusted(int(version))
        except (ValueError, OverflowError, KeyMissing):
            raise TokenInvalid from None
        if not genuine:
            raise TokenInvalid
        body = json.loads(_bytes(text))
        if now().timestamp() >= body["e"]:
            raise TokenExpired
        payload: dict[str, Any] = body["p"]
        return payload

    def _mac(self, version: int, purpose: str, text: str) -> bytes:
        message = f"{version}|{len(purpose)}|{purpose}|{text}".encode()
        return hmac.new(self._ring.keys(version).signing, message, sha256).digest()[:MAC_BYTES]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
