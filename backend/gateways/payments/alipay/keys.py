"""密钥: what a merchant was given, read and refused in plain words where it is of the wrong kind.

Alipay's own pages offer five look-alikes: the application's private key in two forms, its public key, Alipay's public
key, and certificates. Sources: INTEGRATIONS §3.1, §3.2.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from backend.gateways.payments.merchants import AlipayMerchant, MerchantUnfit

# RSA2 asks for 2048 bits.
SMALLEST_BITS = 2048
_APP_ID, _SELLER_ID = re.compile(r"20(?!88)\d{14}"), re.compile(r"2088\d{12}")
_BEGINS = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----")


@dataclass(frozen=True, slots=True)
class Keys:
    """A merchant's keys: the application's own, and Alipay's."""

    private: rsa.RSAPrivateKey = field(repr=False)
    alipay: rsa.RSAPublicKey

    def holds(self, content: bytes, signature: str) -> bool:
        """Whether Alipay signed ``content`` with RSA2 (PKCS#1 v1.5, SHA-256)."""
        try:
            signed = base64.b64decode(signature, validate=True)
            self.alipay.verify(signed, content, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True

    def made(self, signature: str) -> bool:
        """Whether a signature that does not fit was made with this key at all, or was damaged or is another key's."""
        try:
            self.alipay.recover_data_from_signature(
                base64.b64decode(signature, validate=True), padding.PKCS1v15(), hashes.SHA256()
            )
        except (InvalidSignature, ValueError):
            return False
        return True

    @property
    def fingerprint(self) -> str:
        """The first of the SHA-256 of Alipay's key, enough to compare two by eye; public."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return hashlib.sha256(self.alipay.public_bytes(serialization.Encoding.DER, form)).hexdigest()[:16]


def read_keys(merchant: AlipayMerchant) -> Keys:
    """The keys of a merchant. Raises ``MerchantUnfit``, which says what was configured and what is needed."""
    if not _APP_ID.fullmatch(merchant.app_id):
        given = "填的是商户号（PID，2088 开头）" if _SELLER_ID.fullmatch(merchant.app_id) else "格式不对"
        raise _unfit("app_id", f"支付宝应用 APPID {given}，需要开放平台控制台里的 16 位 APPID（20 开头）。")
    if not _SELLER_ID.fullmatch(merchant.seller_id):
        given = "填的是 APPID" if _APP_ID.fullmatch(merchant.seller_id) else "格式不对"
        raise _unfit("seller_id", f"支付宝商户号 {given}，需要收款账号的 16 位 PID（2088 开头）。")
    address = urlsplit(merchant.gateway)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise _unfit("gateway", "支付宝网关地址应以 https:// 开头，如 https://openapi.alipay.com/gateway.do。")
    private = _private(merchant.private_key)
    alipay = _alipay(merchant.alipay_key)
    if alipay.public_numbers() == private.public_key().public_numbers():
        raise _unfit(
            "alipay_key",
            "支付宝公钥处填的是应用公钥（它与应用私钥是一对），需要支付宝公钥："
            "上传应用公钥之后，在开放平台“接口加签方式”里查看并复制“支付宝公钥”。",
        )
    return Keys(private, alipay)


def _private(text: str) -> rsa.RSAPrivateKey:
    needed = "需要应用私钥（RSA2，PKCS#1 或 PKCS#8 均可）"
    kind = _kind(text)
    if kind == "empty":
        raise _unfit("private_key", f"没有填应用私钥，{needed}。")
    if kind == "certificate":
        raise _unfit("private_key", f"应用私钥处填的是证书，{needed}。")
    if kind == "encrypted":
        raise _unfit("private_key", f"应用私钥带有密码，{needed}，请先去掉密码。")
    key = _read(text, lambda der: serialization.load_der_private_key(der, None))
    if key is None:
        public = _read(text, serialization.load_der_public_key)
        given = "填的是公钥" if public is not None else "填的内容不是密钥，可能没有复制完整"
        raise _unfit("private_key", f"应用私钥处{given}，{needed}。")
    if not isinstance(key, rsa.RSAPrivateKey):
        raise _unfit("private_key", f"应用私钥填的不是 RSA 密钥（可能是国密 SM2），{needed}。")
    if key.key_size < SMALLEST_BITS:
        raise _unfit("private_key", f"应用私钥只有 {key.key_size} 位，RSA2 需要 2048 位。")
    return key


def _alipay(text: str) -> rsa.RSAPublicKey:
    needed = "需要支付宝公钥（开放平台“接口加签方式”里由支付宝给出的那一个）"
    kind = _kind(text)
    if kind == "empty":
        raise _unfit("alipay_key", f"没有填支付宝公钥，{needed}。")
    if kind == "certificate":
        raise _unfit("alipay_key", f"支付宝公钥处填的是证书，{needed}：请把应用的加签方式设为“公钥”而不是“公钥证书”。")
    key = _read(text, serialization.load_der_public_key)
    if key is None:
        private = kind == "encrypted" or _read(text, lambda der: serialization.load_der_private_key(der, None))
        given = "填的是私钥" if private else "填的内容不是公钥，可能没有复制完整"
        raise _unfit("alipay_key", f"支付宝公钥处{given}，{needed}。")
    if not isinstance(key, rsa.RSAPublicKey):
        raise _unfit("alipay_key", f"支付宝公钥填的不是 RSA 公钥（可能是国密 SM2），{needed}。")
    if key.key_size < SMALLEST_BITS:
        raise _unfit("alipay_key", f"支付宝公钥只有 {key.key_size} 位，{needed}。")
    return key


def _kind(text: str) -> str:
    """What the armour says: empty, certificate, encrypted, or plain."""
    if not text.strip():
        return "empty"
    title = _BEGINS.search(text)
    if title is not None and "CERTIFICATE" in title[1]:
        return "certificate"
    if (title is not None and "ENCRYPTED" in title[1]) or "Proc-Type: 4,ENCRYPTED" in text:
        return "encrypted"
    return "plain"


def _read(text: str, load: Callable[[bytes], object]) -> object | None:
    """The key in a text, with or without its armour, however its lines were broken when it was copied."""
    body = re.sub(r"-----(BEGIN|END) [A-Z0-9 ]+-----|\s", "", text)
    try:
        return load(base64.b64decode(body, validate=True))
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _unfit(name: str, problem: str) -> MerchantUnfit:
    return MerchantUnfit(field=name, problem=problem)
