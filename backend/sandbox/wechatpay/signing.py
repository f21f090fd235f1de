"""签名与加密: how a v3 request is checked, and how an answer or a notice is signed and its resource encrypted.

Everything is done over the raw bytes of the wire. Source: INTEGRATIONS §2.1.
"""

import json
import re
import time
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from sanic import Request

from backend.sandbox.rsa_keys import rsa_key
from backend.sandbox.wechatpay.merchants import BY_MCHID, MerchantAccount, Platform, Signer
from backend.sandbox.wechatpay.refusals import WechatPayError
from backend.sandbox.world import World

SCHEME = "WECHATPAY2-SHA256-RSA2048"
TOLERANCE_S = 300
_PART = re.compile(r'(\w+)="([^"]*)"')


def caller_of(request: Request) -> MerchantAccount:
    """Who signed this request; refuses an absent, old or wrong signature as WeChat Pay does."""
    if not request.headers.get("User-Agent") or not request.headers.get("Accept"):
        raise WechatPayError("PARAM_ERROR", "Http头缺少Accept或User-Agent")
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    parts = dict(_PART.findall(rest))
    if scheme != SCHEME or not {"mchid", "nonce_str", "signature", "timestamp", "serial_no"} <= parts.keys():
        raise WechatPayError("SIGN_ERROR", "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》")
    merchant = BY_MCHID.get(parts["mchid"])
    if merchant is None:
        raise WechatPayError("MCH_NOT_EXISTS", "商户号不存在")
    if parts["serial_no"] != merchant.serial:
        raise WechatPayError("SIGN_ERROR", "商户证书序列号有误，请使用签名私钥匹配的证书序列号", field="serial_no")
    if not parts["timestamp"].isdigit() or abs(time.time() - int(parts["timestamp"])) > TOLERANCE_S:
        raise WechatPayError(
            "SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟", field="timestamp"
        )
    if not re.fullmatch(r"[0-9A-Za-z]{1,32}", parts["nonce_str"]):
        raise WechatPayError("SIGN_ERROR", "Http头Authorization中的nonce_str有误", field="nonce_str")
    head = f"{request.method}\n{request.raw_url.decode()}\n{parts['timestamp']}\n{parts['nonce_str']}\n"
    message = head.encode() + request.body + b"\n"
    try:
        public = rsa_key(merchant.word).public_key()
        public.verify(b64decode(parts["signature"], validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, NotBase64, ValueError):
        # Tencent names the string that it built, which is how people find out what they signed instead.
        raise WechatPayError(
            "SIGN_ERROR",
            "错误的签名，验签失败",
            field="signature",
            issue="sign not match",
            sign_information={
                "method": request.method,
                "url": request.raw_url.decode(),
                "truncated_sign_message": head,
                "sign_message_length": len(message),
            },
        ) from None
    return merchant


def stamp(world: World) -> str:
    """The moment that an answer claims. The real clock: whoever checks it knows no other, unless a test moved it."""
    return str(int(time.time() + world.memory(Platform).ahead_s))


def signed(signer: Signer, body: bytes, timestamp: str) -> dict[str, str]:
    """The headers that sign ``body``."""
    nonce = uuid4().hex
    signature = rsa_key(signer.word).sign(f"{timestamp}\n{nonce}\n".encode() + body + b"\n", PKCS1v15(), SHA256())
    return {
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Serial": signer.serial,
        "Wechatpay-Signature": b64encode(signature).decode(),
        "Wechatpay-Signature-Type": SCHEME,
    }


def sealed(api_v3_key: str, plain: bytes, about: str) -> dict[str, str]:
    """``plain`` under AES-256-GCM, as a notice's resource or a certificate carries it; ``about`` is bound to it."""
    nonce = uuid4().hex[:12]
    sealed_bytes = AESGCM(api_v3_key.encode()).encrypt(nonce.encode(), plain, about.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": b64encode(sealed_bytes).decode(),
        "associated_data": about,
        "nonce": nonce,
    }


def written(payload: Any) -> bytes:
    """JSON as WeChat Pay writes it: UTF-8, no spaces."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
