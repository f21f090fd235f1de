"""微信通知: believed only when signed by WeChat Pay, fresh, whole, and about our own merchant number."""

from datetime import timedelta

import pytest
from wechatpayv3.utils import aes_decrypt

from backend.gateways.payments import ForgedNotice, NoticeKind, Outcome, RefundOutcome
from backend.kit import clock

PLAIN = '{"mchid":"1900000109","out_trade_no":"T20261120001","trade_state":"SUCCESS","amount":{"total":100}}'
SEALED = (
    "DUcegK33A8MEOgdCtMPWwAdrzVDy3c3PSUd0ZmYkqr+HZBhZ2IINK5rQPYOdjrkLWrelplpyhlKvp/6BMcyPS9MoXvRfthpQBHBsUG5fW5BSsh"
    "We/1IVySOrPIDQUdHZUUPQ8O71AqeQq6LCEVht1k5mqg=="
)


def test_the_official_vector_opens():
    """INTEGRATIONS §2.1."""
    assert aes_decrypt("fdasflkja484", SEALED, "transaction", "0123456789abcdef0123456789abcdef") == PLAIN


@pytest.mark.parametrize("name", ["wuxi", "fuzhou", "other"])
async def test_it_tells_of_charges_and_refunds(open_till, name):
    till = open_till(name)
    await till.paid("N2026112001")
    await till.channel.refund(till.back("NR00000001", "N2026112001", 100))
    paid = till.channel.read_notice(*till.notice("N2026112001"))
    assert paid.kind is NoticeKind.CHARGE and paid.charge is not None
    assert (paid.charge.outcome, paid.charge.fen) == (Outcome.PAID, 30_000)
    assert (paid.charge.number, paid.charge.merchant) == ("N2026112001", till.channel.merchant)
    back = till.channel.read_notice(*till.notice("NR00000001"))
    assert back.kind is NoticeKind.REFUND and back.refund is not None
    assert (back.refund.outcome, back.refund.fen) == (RefundOutcome.DONE, 100)
    assert paid.id == till.channel.read_notice(*till.notice("N2026112001")).id, "the id of a repetition is the same"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ("probe", "probe"),
        ("wrong_signature", "signature"),
        ("corrupt_byte", "signature"),
        ("stale", "stale"),
        ("wrong_serial", "key"),
        ("other_merchant", "merchant"),
    ],
)
async def test_what_it_does_not_believe(till, spoil, reason):
    await till.paid("N2026112002")
    with pytest.raises(ForgedNotice) as forged:
        till.channel.read_notice(*till.notice("N2026112002", spoil))
    assert forged.value.reason == reason


@pytest.mark.parametrize("place", range(0, 600, 41))
async def test_one_byte_anywhere(till, place):
    await till.paid("N2026112003")
    headers, body = till.notice("N2026112003")
    spoilt = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
    with pytest.raises(ForgedNotice, match="signature"):
        till.channel.read_notice(headers, spoilt)


async def test_five_minutes_either_way(till):
    await till.paid("N2026112004")
    told = till.notice("N2026112004")
    for late in (290, -290):
        with clock.moved_by(timedelta(seconds=late)):
            assert till.channel.read_notice(*told).kind is NoticeKind.CHARGE
    for late in (310, -310):
        with clock.moved_by(timedelta(seconds=late)), pytest.raises(ForgedNotice, match="stale"):
            till.channel.read_notice(*told)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("Wechatpay-Signature", None, "signature"),
        ("Wechatpay-Signature", "not base64 ü", "signature"),
        ("Wechatpay-Signature-Type", None, "signature"),
        ("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3", "signature"),
        ("Wechatpay-Timestamp", None, "stale"),
        ("Wechatpay-Timestamp", "١٢٣", "stale"),
        ("Wechatpay-Timestamp", "9" * 400, "stale"),
        ("Wechatpay-Nonce", None, "signature"),
        ("Wechatpay-Serial", None, "key"),
        ("Wechatpay-Serial", "not hexadecimal", "key"),
    ],
)
async def test_headers_that_are_missing_or_odd(till, name, value, reason):
    await till.paid("N2026112005")
    headers, body = till.notice("N2026112005")
    headers = {key: text for key, text in headers.items() if key != name} | ({name: value} if value else {})
    with pytest.raises(ForgedNotice) as forged:
        till.channel.read_notice(headers, body)
    assert forged.value.reason == reason


async def test_headers_in_any_case(till):
    await till.paid("N2026112006")
    headers, body = till.notice("N2026112006")
    assert till.channel.read_notice({name.upper(): value for name, value in headers.items()}, body)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b'{"resource_type":"encrypt-resource"}'])
async def test_bodies_that_are_none(till, body):
    await till.paid("N2026112007")
    headers, _ = till.notice("N2026112007")
    with pytest.raises(ForgedNotice):
        till.channel.read_notice(headers, body)


async def test_the_key_of_the_wrong_kind_is_named(open_till):
    """A till that was set up with certificates only gets a notice signed with the public key."""
    till = open_till(platform_key="", platform_key_id="")
    await till.paid("N2026112008")
    with pytest.raises(ForgedNotice) as forged:
        till.channel.read_notice(*till.notice("N2026112008"))
    assert forged.value.reason == "key"
    configured, needed = forged.value.detail.split(", ")
    assert configured.startswith("configured 7") and needed.startswith("needed PUB_KEY_ID_")


async def test_another_api_key_cannot_decrypt(open_till):
    till = open_till(api_v3_key="x" * 32)
    await till.paid("N2026112009")
    with pytest.raises(ForgedNotice, match="decrypt"):
        till.channel.read_notice(*till.notice("N2026112009"))


async def test_a_wrong_amount_is_told_as_it_is(till):
    """The gateway believes what WeChat Pay signed; whether it fits the order is the till's to compare."""
    await till.paid("N2026112010")
    told = till.channel.read_notice(*till.notice("N2026112010", "wrong_amount"))
    assert told.charge is not None and told.charge.fen == 30_001
