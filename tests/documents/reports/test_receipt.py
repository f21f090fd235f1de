"""收款收据, read back by a reader that we did not write."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend.documents import Receipt, receipt_pdf
from backend.documents.render.fonts import GlyphMissing
from backend.rules import Fen
from tests.documents.reports.test_report import text_of

AT = datetime(2026, 11, 20, 16, 30, 5, tzinfo=UTC)


def receipt(**changes) -> Receipt:
    return replace(
        Receipt(
            number="F20261121ABCDEFGH",
            station="无锡锡山二手车交易市场登记服务站",
            transfer="320205-2026-000123",
            lines=(("过户服务费", 30_000), ("拓印费", 5_000), ("减免", -2_000)),
            total_fen=33_000,
            words=Fen(33_000).words(),
            paid=(("微信支付", 30_000, AT, "C20261121ABCDEFGHJKLMNP"), ("现金", 3_000, AT, "C20261121QRSTUVWXYZABCD")),
            refunded_fen=0,
            settled_at=AT,
            clerk="李经办",
        ),
        **changes,
    )


def test_it_works():
    text = "".join(text_of(receipt_pdf(receipt())).split())
    for words in (
        "收款收据",
        "收款单位：无锡锡山二手车交易市场登记服务站",
        "编号：F20261121ABCDEFGH",
        "过户登记编号：320205-2026-000123",
        "过户服务费300.00",
        "减免-20.00",
        "合计（大写）：叁佰叁拾元整￥330.00",
        "付款方式：微信支付300.00元2026-11-2100:30:05商户订单号C20261121ABCDEFGHJKLMNP",
        "付款方式：现金30.00元",
        "收款人：李经办",
        "本收据不作为报销凭证，发票请另行申请。",
    ):
        assert words in text


def test_its_day_is_the_day_in_shanghai():
    assert "2026年11月21日" in "".join(text_of(receipt_pdf(receipt())).split())


def test_it_says_what_went_back():
    text = "".join(text_of(receipt_pdf(receipt(refunded_fen=10_000))).split())
    assert "其中已退款100.00元，实收（大写）：贰佰叁拾元整￥230.00" in text
    assert "已退款" not in text_of(receipt_pdf(receipt()))


def test_the_same_receipt_is_the_same_file():
    assert receipt_pdf(receipt()) == receipt_pdf(receipt())


def test_it_refuses_a_character_nobody_can_draw():
    with pytest.raises(GlyphMissing):
        receipt_pdf(receipt(clerk="\U000323af"))
