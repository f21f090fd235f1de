"""阿里云 KMS: Encrypt and Decrypt of kms 2016-01-20, with one key whose material never leaves.

Sources: help.aliyun.com/document_detail/28949.html and 28950.html. What it encrypts can be decrypted after a restart of
the sandbox too: the material comes from the key's name, for a simulator has nothing to hide.
"""

import base64
import binascii
import json
import os
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.sandbox.aliyun import rpc
from backend.sandbox.aliyun.rpc import RpcCall, RpcRefusal, action
from backend.sandbox.faults import GENERAL, RATE_LIMIT, WRONG_SIGNATURE, FaultKind
from backend.sandbox.services import Service, register

NAME = "aliyun_kms"
VERSION = "2016-01-20"
# The vendor's limit on one plaintext.
LARGEST = 6144
NONCE_BYTES = 12


@action(NAME, VERSION, "Encrypt")
def encrypt(call: RpcCall) -> dict[str, Any]:
    """Encrypt up to 6 KiB under a key; ``EncryptionContext`` must be given again to decrypt."""
    plain = _bytes(_given(call, "Plaintext"), "Plaintext")
    if len(plain) > LARGEST:
        raise RpcRefusal(400, "InvalidParameter", "The specified parameter Plaintext is not valid.")
    key_id = _known(call, _given(call, "KeyId"))
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(_material(key_id)).encrypt(nonce, plain, _context(call))
    return _key(key_id) | {"CiphertextBlob": base64.b64encode(key_id.encode() + b"|" + sealed).decode()}


@action(NAME, VERSION, "Decrypt")
def decrypt(call: RpcCall) -> dict[str, Any]:
    """Decrypt what :func:`encrypt` made; the blob itself names the key."""
    name, _, sealed = _bytes(_given(call, "CiphertextBlob"), "CiphertextBlob").partition(b"|")
    key_id = _known(call, name.decode("utf-8", "replace"))
    try:
        plain = AESGCM(_material(key_id)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _context(call))
    except (InvalidTag, ValueError):
        raise RpcRefusal(400, "InvalidParameter", "The specified parameter CiphertextBlob is not valid.") from None
    return _key(key_id) | {"Plaintext": base64.b64encode(plain).decode()}


def _given(call: RpcCall, name: str) -> str:
    if not call.params.get(name):
        raise RpcRefusal(400, f"Missing{name}", f"{name} is mandatory for this action.")
    return call.params[name]


def _bytes(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise RpcRefusal(400, "InvalidParameter", f"The specified parameter {name} is not valid.") from None


def _known(call: RpcCall, key_id: str) -> str:
    if key_id not in call.world.options.accounts.kms_keys:
        raise RpcRefusal(404, "Forbidden.KeyNotFound", "The specified Key is not found.")
    return key_id


def _context(call: RpcCall) -> bytes:
    """The pairs in one order, whichever the caller wrote them in."""
    try:
        return json.dumps(json.loads(call.params.get("EncryptionContext") or "{}"), sort_keys=True).encode()
    except ValueError:
        raise RpcRefusal(400, "InvalidParameter", "The specified parameter EncryptionContext is not valid.") from None


def _material(key_id: str) -> bytes:
    return sha256(b"sandbox kms " + key_id.encode()).digest()


def _key(key_id: str) -> dict[str, str]:
    return {"KeyId": key_id, "KeyVersionId": sha256(key_id.encode()).hexdigest()[:32]}


register(
    Service(
        name=NAME,
        title="阿里云 KMS",
        faults=(
            *GENERAL,
            FaultKind(
                WRONG_SIGNATURE,
                "签名不匹配",
                lambda _: rpc.refused(
                    400,
                    "SignatureDoesNotMatch",
                    "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&",
                ),
            ),
            FaultKind(
                RATE_LIMIT,
                "限流（Rejected.Throttling）",
                lambda _: rpc.refused(429, "Rejected.Throttling", "QPS Limit Exceeded."),
            ),
            FaultKind(
                "key_disabled",
                "密钥被停用（Rejected.Disabled）",
                lambda _: rpc.refused(
                    409, "Rejected.Disabled", "The request was rejected because the key is Disabled."
                ),
            ),
        ),
    )
)
