"""微信支付的通知: believed only when signed by WeChat Pay, fresh, whole and about our own merchant number.

Not through the SDK's ``callback``, which checks no freshness, raises and returns None as it pleases, and may ask the
network meanwhile (INTEGRATIONS §2.3); its decryption is used. Replays within five minutes are the inbox's business: a
notice's id is the same in every repetition.
"""

import json
from collections.abc import Mapping
from typing import Any

from wechatpayv3.utils import aes_decrypt

from backend.gateways.payments.channel import ForgedNotice, Notice, NoticeKind
from backend.gateways.payments.wechat.core import GuardedCore, Unproven
from backend.gateways.payments.wechat.meaning import charge_of, moment_of, payee_of, refund_of

ALGORITHM = "AEAD_AES_256_GCM"


def read(core: GuardedCore, api_v3_key: str, payee: str, headers: Mapping[str, str], body: bytes) -> Notice:
    """The notice, or ``ForgedNotice`` with the reason."""
    try:
        core.prove(headers, body, fetch=False)
        told = _object(json.loads(body))
    except Unproven as problem:
        raise ForgedNotice(problem.reason, problem.detail) from None
    except ValueError:
        raise ForgedNotice("shape") from None
    plain = _opened(_object(told.get("resource")), api_v3_key)
    if payee_of(plain) != payee:
        raise ForgedNotice("merchant", f"configured {payee}, needed {payee_of(plain)[:32] or 'none'}")
    at = moment_of(told.get("create_time"))
    if at is None or not told.get("id"):
        raise ForgedNotice("shape")
    event, known_as = str(told.get("event_type")), str(told["id"])
    if event.startswith("TRANSACTION.") and plain.get("out_trade_no"):
        return Notice(known_as, NoticeKind.CHARGE, at, charge=charge_of(plain, ""))
    if event.startswith("REFUND.") and plain.get("out_refund_no"):
        return Notice(known_as, NoticeKind.REFUND, at, refund=refund_of(plain, ""))
    raise ForgedNotice("shape", event[:40])


def _opened(resource: Mapping[str, Any], api_v3_key: str) -> Mapping[str, Any]:
    parts = [resource.get(name) or "" for name in ("nonce", "ciphertext", "associated_data")]
    if resource.get("algorithm") != ALGORITHM or not all(isinstance(part, str) for part in parts):
        raise ForgedNotice("shape", "algorithm")
    try:
        text = aes_decrypt(*parts, api_v3_key)
    except ValueError:
        raise ForgedNotice("shape") from None
    if text is None:
        raise ForgedNotice("decrypt", "configured another API v3 key")
    return _object(json.loads(text))


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ForgedNotice("shape")
    return value
