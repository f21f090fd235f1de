"""车辆识别代号: GB 16735 (DOMAIN §1.4, §0.6, §0.8)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rules.judgement import MalformedNumber
from backend.rules.numbers import Vin, judge_vin
from backend.rules.numbers.vin import VALUES, brands_of, check_digit, maker_of, model_years

SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
bodies = st.builds(
    lambda head, tail: head + "0" + tail,
    st.text(SIGNS, min_size=8, max_size=8),
    st.text(SIGNS, min_size=8, max_size=8),
)
vins = bodies.map(lambda body: body[:8] + check_digit(body) + body[9:])


@pytest.mark.parametrize(
    ("vin", "digit"),
    [
        ("1M8GDM9AXKP042788", "X"),
        ("11111111111111111", "1"),
        ("LSVAA21850E100001", "5"),
        ("LDN1A2B32E0000001", "2"),
        ("LZWACAGAXH0000001", "X"),
        ("LS4ASE2A0KA000001", "0"),
    ],
)
def test_it_works_on_the_table_of_examples(vin, digit):
    told = judge_vin(vin)
    assert told.valid
    assert told.facts["check_digit_ok"] is True
    assert check_digit(vin) == digit


def test_it_tells_maker_country_and_years():
    told = judge_vin("LDN1A2B32E0000001").facts
    assert (told["wmi"], told["maker"], told["domestic"]) == ("LDN", "东南（福建）汽车", True)
    assert told["model_year"] == [2014, 1984]
    assert maker_of("WBA") == "BMW"


@pytest.mark.parametrize(("wmi", "brand"), [("LDN", "东南"), ("LSV", "斯柯达"), ("WBA", "宝马"), ("JTJ", "雷克萨斯")])
def test_it_tells_the_brands_that_licences_print(wmi, brand):
    assert brand in brands_of(wmi)


def test_an_unknown_maker_has_no_brands():
    assert brands_of("LQQ") == ()


def test_it_reads_misread_letters_as_digits_and_shows_both():
    told = judge_vin("LDNIA2B32EOOOOOQ1")
    assert told.normalised == "LDN1A2B32E0000001"
    assert told.facts["original"] == "LDNIA2B32EOOOOOQ1"
    assert told.warnings == ("letters_replaced",)


def test_a_wrong_check_digit_warns_and_never_refuses():
    told = judge_vin("LDN1A2B33E0000001")
    assert told.valid
    assert told.warnings == ("wrong_check_digit",)
    assert told.facts["check_digit_expected"] == "2"


@pytest.mark.parametrize("vin", ["WBA12345Z6K000001", "WBA1234506K100001", "VF31234ZZ6S000001"])
def test_a_filler_of_european_makers_is_no_wrong_check_digit(vin):
    told = judge_vin(vin)
    assert told.valid
    assert "wrong_check_digit" not in told.warnings


@pytest.mark.parametrize("prefix", ["L", "HA", "HJR", "H0"])
def test_both_chinese_blocks_are_domestic(prefix):
    assert judge_vin((prefix + "1" * 17)[:17]).facts["domestic"] is True


def test_an_american_car_is_imported():
    assert judge_vin("1M8GDM9AXKP042788").facts["domestic"] is False


def test_a_short_frame_number_is_refused_unless_the_car_is_old_or_needs_none():
    assert judge_vin("LDN1A2B32E").reasons == ("wrong_length",)
    assert judge_vin("LDN1A2B32E", date(2014, 5, 1)).reasons == ("wrong_length",)
    old = judge_vin("LDN1A2B32E", date(1996, 5, 1))
    assert (old.valid, old.warnings) == (True, ("old_frame_number",))
    assert judge_vin("A1234567", short_frame_number=True).valid


@pytest.mark.parametrize(
    ("registered", "warned"),
    [
        (date(2012, 12, 31), True),
        (date(2013, 1, 1), False),
        (date(2014, 1, 27), False),
        (date(2016, 12, 31), False),
        (date(2017, 1, 1), True),
    ],
)
def test_the_model_year_may_lie_a_little_off_the_registration(registered, warned):
    told = judge_vin("LDN1A2B32E0000001", registered)
    assert ("model_year_far_from_registration" in told.warnings) is warned


def test_the_year_signs_run_in_a_cycle_of_thirty():
    assert model_years("1") == [2001, 1971]
    assert model_years("A") == [2010, 1980]
    assert model_years("L") == [2020, 1990]
    assert model_years("Y") == [2030, 2000]
    assert model_years("Y", up_to=2027) == [2000]
    for sign in "IOQUZ0":
        assert model_years(sign) == []


@pytest.mark.parametrize("text", ["", "LDN1A2B32E000*001", "中" * 17])
def test_it_refuses_what_no_vin_can_be(text):
    assert not judge_vin(text).valid


def test_a_value_object_refuses_at_birth():
    assert Vin("ldni a2b32e0000001").text == "LDN1A2B32E0000001"
    with pytest.raises(MalformedNumber):
        Vin("LDN")


@given(vins)
def test_generated_vins_carry_their_check_digit(vin):
    assert judge_vin(vin).facts["check_digit_ok"] is True


@given(vins, st.integers(0, 16), st.sampled_from(SIGNS))
def test_a_sign_of_another_value_is_noticed(vin, place, sign):
    changed = vin[:place] + sign + vin[place + 1 :]
    differs = sign != vin[place] if place == 8 else VALUES[sign] != VALUES[vin[place]]
    assert judge_vin(changed).facts["check_digit_ok"] is not differs
