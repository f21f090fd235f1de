"""文书编号: the schemes seen on paper, and schemes that cannot give unique numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.documents.render import NumberedPlace, NumberSchemeBroken, document_number, wording
from backend.documents.render.numbering import number_stem

CONTRACT = "{yy}{province}-{seq:08d}"
CERTIFICATE = "{city_nickname}价事{yy}第{seq:07d}号"
PLACE = NumberedPlace("62", "01", "榕")


@pytest.mark.parametrize(
    ("scheme", "facts", "number"),
    [
        (CONTRACT, {"year": 2022, "sequence": 82}, "2262-00000082"),
        (CERTIFICATE, {"year": 2022, "sequence": 10003}, "榕价事22第0010003号"),
        ("锡确{yy}-{office}-{seq:06d}", {"year": 2026, "sequence": 7}, "锡确26-01-000007"),
        (CONTRACT, {"year": 2026, "sequence": 123456789}, "2662-123456789"),
    ],
)
def test_it_works(scheme, facts, number):
    assert document_number(scheme, PLACE, **facts) == number


def test_the_default_contract_is_numbered_as_the_source_is():
    scheme = wording("sales_contract").number_scheme
    assert document_number(scheme, NumberedPlace("62", "0000"), year=2022, sequence=82) == "2262-00000082"


def test_the_certificate_is_numbered_as_the_source_is():
    scheme = wording("appraisal_certificate", "fuzhou").number_scheme
    assert document_number(scheme, PLACE, year=2022, sequence=10003) == "榕价事22第0010003号"


def test_places_of_one_stem_are_those_that_could_give_one_number_twice():
    near = NumberedPlace("62", "02", "榕")
    assert number_stem(CERTIFICATE, PLACE, year=2026) == number_stem(CERTIFICATE, near, year=2026) == "榕价事26第号"
    assert number_stem(CERTIFICATE, PLACE, year=2026) != number_stem(
        CERTIFICATE, NumberedPlace("32", "01", "锡"), year=2026
    )
    office = "锡确{yy}-{office}-{seq:06d}"
    assert number_stem(office, PLACE, year=2026) != number_stem(office, near, year=2026)


@given(st.lists(st.tuples(st.integers(2000, 2099), st.integers(1, 10**9)), unique=True, min_size=2, max_size=40))
def test_no_two_are_alike(facts):
    numbers = [document_number(CONTRACT, PLACE, year=year, sequence=seq) for year, seq in facts]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("scheme", ["{seq:08d}", "{yy}-{seq}", "{yy}", "{yy}{city}{seq:08d}", "{yy{seq:08d}"])
def test_a_scheme_that_could_repeat_is_refused(scheme):
    with pytest.raises(NumberSchemeBroken):
        document_number(scheme, PLACE, year=2026, sequence=1)


def test_numbers_start_at_one():
    with pytest.raises(NumberSchemeBroken):
        document_number(CONTRACT, PLACE, year=2026, sequence=0)
