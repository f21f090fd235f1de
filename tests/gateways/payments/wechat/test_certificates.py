"""平台证书与公钥: both are believed while a merchant migrates, and a new certificate is fetched when it first signs."""

import asyncio

import pytest

from backend.gateways.payments import ForgedNotice, Outcome
from backend.gateways.payments.wechat import core
from backend.kit.errors import VendorTrouble


async def test_notices_migrate_from_one_key_to_the_other(till):
    await till.paid("K2026112001")
    serials = set()
    for by in ("certificate", "public_key", "certificate"):
        till.sandbox.post("wechatpay/platform", notices_by=by)
        headers, body = till.notice("K2026112001")
        serials.add(headers["Wechatpay-Serial"])
        assert till.channel.read_notice(headers, body).charge is not None
    assert len(serials) == 2


async def test_an_answer_by_a_new_certificate_fetches_it(open_till):
    till = open_till("other")
    await till.paid("K2026112002")
    till.sandbox.post("wechatpay/rotate")
    assert (await till.channel.query("K2026112002")).outcome is Outcome.PAID


async def test_rotated_in_the_middle_of_a_call(open_till):
    till = open_till("other")
    till.sandbox.misbehave("wechatpay", "rotate", 1)
    await till.paid("K2026112003")
    assert (await till.channel.query("K2026112003")).outcome is Outcome.PAID


async def test_a_notice_by_a_new_certificate_is_believed_when_it_is_repeated(open_till):
    till = open_till("other")
    await till.paid("K2026112004")
    till.sandbox.post("wechatpay/rotate")
    with pytest.raises(ForgedNotice, match="key"):
        till.channel.read_notice(*till.notice("K2026112004"))
    for _ in range(100):
        await asyncio.sleep(0.05)
        try:
            assert till.channel.read_notice(*till.notice("K2026112004")).charge is not None
        except ForgedNotice:
            continue
        return
    raise AssertionError("the new certificate was never fetched")


async def test_unknown_serials_ask_at_most_once_a_minute(open_till, monkeypatch):
    till = open_till("other")
    await till.paid("K2026112005")
    # Once a minute whatever asks: the second stranger within it is not looked up.
    assert till.channel._core.may_fetch("7ABC")
    assert not till.channel._core.may_fetch("7ABD")
    till.sandbox.post("wechatpay/rotate")
    with pytest.raises(VendorTrouble, match="answer key"):
        await till.channel.query("K2026112005")
    monkeypatch.setattr(core, "REFETCH_EVERY_S", 0)
    assert (await till.channel.query("K2026112005")).outcome is Outcome.PAID


async def test_a_public_key_is_never_looked_for_among_certificates(till):
    assert not till.channel._core.may_fetch("PUB_KEY_ID_01")


async def test_a_merchant_without_certificates_stays_as_it_is(open_till):
    till = open_till("fuzhou")
    till.channel._core.fetch_certificates()
    assert await till.qr("K2026112006")
