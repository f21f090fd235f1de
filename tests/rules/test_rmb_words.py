"""人民币大写: every row of DOMAIN §4, and reading back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules import MalformedAmount, parse_rmb_words, rmb_words

amounts = st.integers(-(10**17), 10**17).map(lambda fen: Decimal(fen).scaleb(-2))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角"),
        ("0.55", "伍角伍分"),
        ("10", "壹拾元整"),
        ("15", "壹拾伍元整"),
        ("110", "壹佰壹拾元整"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1100", "壹仟壹佰元整"),
        ("10000", "壹万元整"),
        ("13000", "壹万叁仟元整"),
        ("30000", "叁万元整"),
        ("48410", "肆万捌仟肆佰壹拾元整"),
        ("10001", "壹万零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("10100", "壹万零壹佰元整"),
        ("100000", "壹拾万元整"),
        ("100001", "壹拾万零壹元整"),
        ("101000", "壹拾万壹仟元整"),
        ("10000001", "壹仟万零壹元整"),
        ("10001000", "壹仟万壹仟元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("101000000", "壹亿零壹佰万元整"),
        ("1000100000", "壹拾亿零壹拾万元整"),
        ("1005.06", "壹仟零伍元零陆分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("20.05", "贰拾元零伍分"),
        ("20.50", "贰拾元伍角"),
        ("200.005", "贰佰元零壹分"),
        ("999999999.99", "玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-13000", "负壹万叁仟元整"),
        ("1000000000000", "壹万亿元整"),
    ],
)
def test_it_works_on_the_table_of_examples(amount, words):
    assert rmb_words(amount) == words
    assert parse_rmb_words(words) == Decimal(amount).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_each_paper_has_its_style():
    assert rmb_words(10000, yuan_char="圆") == "壹万圆整"
    assert rmb_words(0, yuan_char="圆") == "零圆整"
    assert rmb_words("0.50", zheng_after_jiao=True) == "伍角整"
    assert rmb_words("1409.50", zheng_after_jiao=True) == "壹仟肆佰零玖元伍角整"
    assert rmb_words("1409.51", zheng_after_jiao=True) == "壹仟肆佰零玖元伍角壹分"


def test_it_takes_the_writings_of_people():
    assert rmb_words("13,000") == rmb_words("￥13000") == rmb_words(13000) == rmb_words(Decimal("1.3E+4"))
    assert rmb_words("-0.001") == "零元整"


@pytest.mark.parametrize("amount", ["", "abc", "1.2.3", "NaN", "Infinity", "1e5", "10000000000000000", 1.5, True])
def test_it_refuses_what_is_no_amount(amount):
    with pytest.raises(MalformedAmount):
        rmb_words(amount)


def test_it_refuses_decimals_that_are_no_number():
    for amount in (Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")):
        with pytest.raises(MalformedAmount):
            rmb_words(amount)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("壹万圆整", "10000.00"),
        ("人民币壹万元正", "10000.00"),
        ("¥叁万元整", "30000.00"),
        ("壹拾万零柒仟元伍角叁分", "107000.53"),
        ("壹拾万柒仟元零伍角叁分", "107000.53"),
        ("壹拾万零壹仟元整", "101000.00"),
        ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("壹仟肆佰零玖元伍角整", "1409.50"),
        ("壹佰元零角零分", "100.00"),
        ("零圆整", "0.00"),
        ("负数：壹万叁仟元整", "-13000.00"),
        ("一萬三仟圓正", "13000.00"),
    ],
)
def test_reading_accepts_every_official_spelling(text, amount):
    assert parse_rmb_words(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "整", "元", "拾元整", "壹佰", "壹万壹万元整", "壹拾佰元整", "壹元贰分叁角", "壹贰元整", "13000", "壹万元整壹"],
)
def test_reading_refuses_a_near_miss(text):
    with pytest.raises(MalformedAmount):
        parse_rmb_words(text)


@given(amounts)
def test_reading_gives_back_what_was_written(amount):
    assert parse_rmb_words(rmb_words(amount)) == amount
    assert parse_rmb_words(rmb_words(amount, yuan_char="圆", zheng_after_jiao=True)) == amount


@given(amounts, amounts)
def test_two_amounts_never_share_their_words(one, other):
    assert (rmb_words(one) == rmb_words(other)) is (one == other)


@given(st.text("零壹贰叁拾佰仟万亿元角分整负", max_size=12))
def test_reading_answers_or_refuses_any_text(text):
    try:
        value = parse_rmb_words(text)
    except MalformedAmount:
        return
    assert parse_rmb_words(rmb_words(value)) == value
