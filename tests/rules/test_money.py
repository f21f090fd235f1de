"""金额: whole fen; no arithmetic loses one (STYLE habit 4, DOMAIN §1.6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules import Fen, MalformedAmount


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [("13000", 1300000), ("1,409.5", 140950), ("￥80", 8000), (5, 500), (Decimal("0.01"), 1), ("-3.20", -320)],
)
def test_it_works(yuan, fen):
    assert Fen.from_yuan(yuan) == Fen(fen)


@pytest.mark.parametrize("yuan", ["", "1.005", Decimal("0.001"), "abc", 1.5, True, Decimal("NaN"), "1e3", "."])
def test_it_refuses_what_would_lose_a_fen(yuan):
    with pytest.raises(MalformedAmount):
        Fen.from_yuan(yuan)


@pytest.mark.parametrize("yuan", ["0", "-1", "100000000"])
def test_a_price_is_positive_and_fits_its_box(yuan):
    with pytest.raises(MalformedAmount):
        Fen.price(yuan)
    assert Fen.price("99999999.99").amount == 9_999_999_999


def test_it_refuses_a_broken_number_of_fen():
    with pytest.raises(MalformedAmount):
        Fen(1.5)  # type: ignore[arg-type]


def test_it_is_shown_for_people_and_for_machines():
    price = Fen(1234567)
    assert (price.text(), price.grouped(), str(price)) == ("12345.67", "12,345.67", "12345.67")
    assert price.to_yuan() == Decimal("12345.67")
    assert Fen(1000000).words(yuan_char="圆") == "壹万圆整"


def test_arithmetic_stays_in_fen():
    assert Fen(5) + Fen(7) - Fen(2) == Fen(10)
    assert Fen(5) * 3 == -Fen(-15)
    assert Fen(1) < Fen(2)
    assert not Fen(0)
    with pytest.raises(ValueError, match="no parts"):
        Fen(1).split(0)


@given(st.integers(-(10**12), 10**12), st.integers(1, 50))
def test_splitting_loses_nothing(amount, parts):
    shares = Fen(amount).split(parts)
    assert sum(share.amount for share in shares) == amount
    assert max(shares).amount - min(shares).amount <= 1


@given(st.integers(-(10**12), 10**12))
def test_text_reads_back(amount):
    assert Fen.from_yuan(Fen(amount).text()) == Fen.from_yuan(Fen(amount).grouped()) == Fen(amount)
