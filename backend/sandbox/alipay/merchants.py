"""沙箱里的支付宝商户: who may call the gateway, with which keys; the keys are the same in every sandbox.

``fuzhou`` is a seller for whom a service provider calls (第三方代调用): its ``app_auth_token`` names the seller, while
the application and its key are the provider's. Sources: INTEGRATIONS §3.1.
"""

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from backend.sandbox.rsa_keys import private_pem, public_pem, rsa_key

#: Alipay's own key, and the one that follows it when keys are rotated.
ALIPAY_KEY, NEXT_ALIPAY_KEY = "alipay gateway", "alipay gateway next"


@dataclass(frozen=True, slots=True)
class Merchant:
    """One seller, the application that calls for it, and whose money it is (``seller_id``, 2088…)."""

    name: str
    title: str
    app_id: str
    seller_id: str
    app_auth_token: str = ""

    @property
    def key_word(self) -> str:
        """The word behind the application's key."""
        return f"alipay app {self.app_id}"

    def credentials(self, gateway: str, alipay_key: str = ALIPAY_KEY) -> dict[str, Any]:
        """Everything that a platform must be told to act for this seller."""
        return {
            "name": self.name,
            "title": self.title,
            "app_id": self.app_id,
            "seller_id": self.seller_id,
            "private_key": private_pem(self.key_word, pkcs1=True),
            "app_public_key": public_pem(self.key_word),
            "alipay_key": public_pem(alipay_key),
            "app_auth_token": self.app_auth_token,
            "gateway": gateway,
        }


MERCHANTS = (
    Merchant("wuxi", "无锡过户服务站", "2021000000000001", "2088000000000011"),
    Merchant("fuzhou", "福州过户服务站", "2021000000000002", "2088000000000022", "202611BBsandboxfuzhou"),
    Merchant("other", "别家商户", "2021000000000003", "2088000000000033"),
)
BY_NAME = {merchant.name: merchant for merchant in MERCHANTS}


def merchant_of(app_id: str, token: str) -> Merchant | None:
    """The seller that a call is for."""
    return next((one for one in MERCHANTS if (one.app_id, one.app_auth_token) == (app_id, token)), None)


def sign(word: str, content: bytes, *, sha1: bool = False) -> str:
    """RSA2 (SHA-256) or, where a forger is played, the old RSA (SHA-1); Base64."""
    algorithm = hashes.SHA1() if sha1 else hashes.SHA256()  # noqa: S303 - what a forger would send
    return base64.b64encode(rsa_key(word).sign(content, padding.PKCS1v15(), algorithm)).decode()


def holds(word: str, content: bytes, signature: str) -> bool:
    """Whether an RSA2 signature was made with that key."""
    try:
        rsa_key(word).public_key().verify(
            base64.b64decode(signature, validate=True), content, padding.PKCS1v15(), hashes.SHA256()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def joined(params: dict[str, str], *without: str) -> str:
    """What is signed: every filled parameter but ``without``, in the order of names, as ``a=b&c=d``, not encoded."""
    return "&".join(f"{name}={params[name]}" for name in sorted(params) if params[name] != "" and name not in without)
