"""异步通知: what Alipay sends is read, and nothing that anybody else could have made is believed."""

from urllib.parse import parse_qsl, urlencode

import pytest

from backend.gateways.payments import ForgedNotice, NoticeKind, Outcome, RefundAsk, Way
from backend.gateways.payments.alipay import open_alipay
from backend.sandbox.alipay.merchants import NEXT_ALIPAY_KEY
from backend.sandbox.alipay.notices import signed_body
from tests.gateways.payments.alipay.conftest import merchant_at, order

# Nobody listens there: the notification is read from the sandbox's own list.
NOWHERE = "http://127.0.0.1:9/notify"


@pytest.fixture
async def body(channel, payer, sandbox) -> bytes:
    """The notification of one payment of 123.45 yuan."""
    shown = await channel.prepay(order(way=Way.QR, notify_url=NOWHERE))
    payer.pays(qr=shown.qr)
    return sent(sandbox)


def sent(sandbox, number: str = "CHARGE_1") -> bytes:
    """The newest notification about a number."""
    return sandbox.post("alipay/notices/make", number=number)["body"].encode()


def signed(body: bytes, *, key: str = "", sha1: bool = False, **changes: str | None) -> bytes:
    """The notification with changes that Alipay itself would have signed."""
    fields = {name: value for name, value in parse_qsl(body.decode()) if name not in ("sign", "sign_type")}
    fields = {name: value for name, value in (fields | changes).items() if value is not None}
    return signed_body(fields, **({"key": key} if key else {}), sha1=sha1).encode()


def refused(channel, body: bytes) -> str:
    with pytest.raises(ForgedNotice) as forged:
        channel.read_notice({}, body)
    return forged.value.reason


async def test_it_works(channel, body, merchant):
    notice = channel.read_notice({"content-type": "application/x-www-form-urlencoded"}, body)
    charge = notice.charge
    assert (notice.kind, charge.outcome, charge.number) == (NoticeKind.CHARGE, Outcome.PAID, "CHARGE_1")
    assert (charge.fen, charge.merchant, charge.currency) == (12_345, merchant.seller_id, "CNY")
    found = await channel.query("CHARGE_1")
    assert (charge.channel_number, charge.paid_at, charge.payer) == (found.channel_number, found.paid_at, found.payer)


async def test_a_refund_repeats_the_payment_under_another_id(channel, body, sandbox):
    await channel.refund(RefundAsk("REFUND_1", "CHARGE_1", 345, 12_345, "多收"))
    again = channel.read_notice({}, sent(sandbox))
    assert (again.kind, again.charge.outcome, again.charge.fen) == (NoticeKind.CHARGE, Outcome.PAID, 12_345)
    assert again.id != channel.read_notice({}, body).id


async def test_a_payment_that_went_back_whole_is_closed(channel, body, sandbox):
    await channel.refund(RefundAsk("REFUND_1", "CHARGE_1", 12_345, 12_345, "不办了"))
    assert channel.read_notice({}, sent(sandbox)).charge.outcome is Outcome.CLOSED


async def test_a_finished_trade_is_paid_and_a_waiting_one_waits(channel, body):
    finished = channel.read_notice({}, signed(body, trade_status="TRADE_FINISHED"))
    waiting = channel.read_notice({}, signed(body, trade_status="WAIT_BUYER_PAY"))
    assert (finished.charge.outcome, waiting.charge.outcome) == (Outcome.PAID, Outcome.WAITING)


async def test_late_and_empty_fields_do_no_harm(channel, body):
    assert channel.read_notice({}, signed(body, notify_time="2020-01-01 00:00:00")).charge.fen == 12_345
    assert channel.read_notice({}, signed(body, passback_params="a=1&b=中 文+%")).charge.fen == 12_345


async def test_each_byte_counts(channel, body):
    believed = []
    for at in range(len(body)):
        changed = body[:at] + (b"1" if body[at : at + 1] != b"1" else b"2") + body[at + 1 :]
        try:
            notice = channel.read_notice({}, changed)
        except ForgedNotice:
            continue
        believed.append((at, notice))
    # Base64 ends in bits that mean nothing; what the notice says is the same all the same.
    assert all(notice == channel.read_notice({}, body) for _, notice in believed)
    assert len(believed) <= 1


async def test_an_altered_amount_is_told_from_another_key(channel, body):
    assert refused(channel, body.replace(b"total_amount=123.45", b"total_amount=999.45")) == "signature"
    with pytest.raises(ForgedNotice) as forged:
        channel.read_notice({}, signed(body, key=NEXT_ALIPAY_KEY))
    assert forged.value.reason == "key"
    assert "configured" in forged.value.detail
    assert "needed" in forged.value.detail


async def test_the_old_rsa_is_not_believed_though_the_signature_holds(channel, body):
    assert refused(channel, signed(body, sha1=True)) == "signature"
    assert refused(channel, signed(body, sha1=True).replace(b"sign_type=RSA&", b"sign_type=RSA2&")) != "merchant"
    assert refused(channel, body.replace(b"sign_type=RSA2", b"sign_type=RSA")) == "signature"
    assert refused(channel, body.replace(b"sign_type=RSA2&", b"")) == "signature"


async def test_another_application_or_seller(channel, body):
    assert refused(channel, signed(body, app_id="2021000000000003")) == "merchant"
    assert refused(channel, signed(body, seller_id="2088000000000033")) == "merchant"
    assert refused(channel, signed(body, seller_id=None)) == "merchant"


async def test_another_merchants_channel_does_not_take_it(body, sandbox):
    other = open_alipay(merchant_at(sandbox, "other"))
    assert refused(other, body) == "merchant"
    await other.close()


async def test_a_sellers_provider_reads_what_is_meant_for_it(sandbox, payer):
    fuzhou = open_alipay(merchant_at(sandbox, "fuzhou"))
    shown = await fuzhou.prepay(order(way=Way.QR, notify_url=NOWHERE))
    payer.pays(qr=shown.qr)
    assert fuzhou.read_notice({}, sent(sandbox)).charge.merchant == fuzhou.merchant
    await fuzhou.close()


@pytest.mark.parametrize(
    "changes",
    [
        {"trade_status": "TRADE_DREAMT"},
        {"trade_status": None},
        {"total_amount": "1e3"},
        {"total_amount": "-1.00"},
        {"total_amount": "١٢.٠٠"},
        {"total_amount": None},
        {"notify_time": "soon"},
        {"notify_id": None},
        {"out_trade_no": None},
    ],
)
async def test_what_alipay_signed_and_nobody_understands(channel, body, changes):
    assert refused(channel, signed(body, **changes)) == "shape"


@pytest.mark.parametrize(
    "junk",
    [b"", b"&", b"{}", b"\xff\xfe", b"a=%ff%fe&sign=x&sign_type=RSA2", b"sign_type=RSA2", b"a" * 70_000, b"a=1&" * 200],
)
async def test_junk(channel, junk):
    assert refused(channel, junk) in ("shape", "signature", "key")


async def test_a_field_that_comes_twice(channel, body):
    assert refused(channel, body + b"&total_amount=0.01") == "shape"


async def test_signature_of_no_use(channel, body):
    for sign in ("", "x", "AAAA", "中文"):
        fields = dict(parse_qsl(body.decode())) | {"sign": sign}
        assert refused(channel, urlencode(fields).encode()) in ("signature", "key")
