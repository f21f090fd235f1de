"""异步通知: verified with Alipay's key, then compared with who we are. Sources: INTEGRATIONS §3.1, §3.2.

The signature covers everything but ``sign`` and ``sign_type``; the latter must say RSA2, for the old RSA is SHA-1.
Alipay repeats a notification until it hears ``success`` and has no time window: what is late is still true.
"""

from typing import Final
from urllib.parse import parse_qsl

from backend.gateways.payments.alipay.keys import Keys
from backend.gateways.payments.alipay.words import STATES, fen_in, moment_in
from backend.gateways.payments.channel import ChargeAnswer, ForgedNotice, Notice, NoticeKind
from backend.gateways.payments.merchants import AlipayMerchant

LARGEST: Final = 65_536
_MOST_FIELDS: Final = 100


def read_notice(merchant: AlipayMerchant, keys: Keys, body: bytes) -> Notice:
    """What a notification says. Raises ``ForgedNotice`` and nothing else."""
    fields = _fields(body)
    if fields.get("sign_type") != "RSA2":
        raise ForgedNotice("signature", "sign_type is not RSA2")
    content = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name not in ("sign", "sign_type"))
    if not keys.holds(content.encode(), fields.get("sign", "")):
        if not fields.get("sign") or keys.made(fields["sign"]):
            raise ForgedNotice("signature", "missing, or altered on the way")
        raise ForgedNotice("key", f"configured: {keys.fingerprint}; needed: what the open platform shows now")
    if fields.get("app_id") != merchant.app_id:
        raise ForgedNotice("merchant", "another app_id")
    if fields.get("seller_id") != merchant.seller_id:
        raise ForgedNotice("merchant", "another seller_id")
    outcome, fen = STATES.get(fields.get("trade_status", "")), fen_in(fields.get("total_amount", ""))
    at, number = moment_in(fields.get("notify_time", "")), fields.get("out_trade_no", "")
    notice_id = fields.get("notify_id", "")
    if outcome is None or fen is None or at is None or not number or not notice_id:
        raise ForgedNotice("shape")
    charge = ChargeAnswer(
        outcome,
        number,
        fields.get("trade_no", ""),
        fen,
        merchant=merchant.seller_id,
        paid_at=moment_in(fields.get("gmt_payment", "")),
        payer=fields.get("buyer_id") or fields.get("buyer_open_id", ""),
        vendor_code=fields["trade_status"],
    )
    return Notice(notice_id, NoticeKind.CHARGE, at, charge)


def _fields(body: bytes) -> dict[str, str]:
    if len(body) > LARGEST:
        raise ForgedNotice("shape", "too long")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except (ValueError, TypeError):
        raise ForgedNotice("shape") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        # Which of two amounts is meant is not ours to guess.
        raise ForgedNotice("shape", "a field twice")
    return fields
