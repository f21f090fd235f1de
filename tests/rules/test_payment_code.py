"""Whose a scanned payment code is (付款码)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules.payment_code import CodeChannel, CodeUnfit, channel_of, plain_code, tail_of


@pytest.mark.parametrize("start", [f"{number}" for number in range(10, 16)])
def test_eighteen_digits_from_10_to_15_are_wechats(start: str):
    assert channel_of(start + "0" * 16) is CodeChannel.WECHAT


@pytest.mark.parametrize("start", [f"{number}" for number in range(25, 31)])
@pytest.mark.parametrize("length", [16, 18, 24])
def test_sixteen_to_twenty_four_digits_from_25_to_30_are_alipays(start: str, length: int):
    assert channel_of(start + "0" * (length - 2)) is CodeChannel.ALIPAY


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "没有扫到"),
        ("1" * 17, "18 位"),
        ("13" + "0" * 17, "18 位"),
        ("28" + "0" * 13, "16 至 24 位"),
        ("30" + "0" * 23, "16 至 24 位"),
        ("16" + "0" * 16, "不是微信或支付宝"),
        ("24" + "0" * 16, "不是微信或支付宝"),
        ("62" + "0" * 17, "银联"),
        ("fp0123456789", "刷脸"),
        ("wxp://f2f0abc", "全是数字"),
        ("一三四五", "全是数字"),
    ],
)
def test_anything_else_is_refused_with_what_it_is(code: str, says: str):
    with pytest.raises(CodeUnfit, match=says):
        channel_of(code)


def test_what_scanners_add_does_not_matter():
    assert channel_of(" １３４５ 6789 0123 4567 89\r\n") is CodeChannel.WECHAT
    assert (plain_code("１３ 4"), tail_of("13 4567 ")) == ("134", "4567")


@given(st.text(max_size=40))
def test_every_text_gets_a_channel_or_a_sentence(text: str):
    try:
        assert channel_of(text) in CodeChannel
    except CodeUnfit as unfit:
        assert str(unfit).endswith("。")
