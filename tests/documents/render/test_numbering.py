"""文书编号: the schemes seen on paper, and schemes that cannot give unique numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.documents.render import NumberSchemeBroken, document_number, wording

CONTRACT = "{yy}{province}-{seq:08d}"


@pytest.mark.parametrize(
    ("scheme", "facts", "number"),
    [
        (CONTRACT, {"year": 2022, "province": "62", "sequence": 82}, "2262-00000082"),
        ("榕价事{yy}第{seq:07d}号", {"year": 2022, "sequence": 10003}, "榕价事22第0010003号"),
        ("锡确{yy}-{office}-{seq:06d}", {"year": 2026, "office": "01", "sequence": 7}, "锡确26-01-000007"),
        (CONTRACT, {"year": 2026, "province": "35", "sequence": 123456789}, "2635-123456789"),
    ],
)
def test_it_works(scheme, facts, number):
    assert document_number(scheme, **facts) == number


def test_the_default_contract_is_numbered_as_the_source_is():
    assert (
        document_number(wording("sales_contract").number_scheme, year=2022, province="62", office="0000", sequence=82)
        == "2262-00000082"
    )


@given(st.lists(st.tuples(st.integers(2000, 2099), st.integers(1, 10**9)), unique=True, min_size=2, max_size=40))
def test_no_two_are_alike(facts):
    numbers = [document_number(CONTRACT, year=year, province="35", sequence=seq) for year, seq in facts]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("scheme", ["{seq:08d}", "{yy}-{seq}", "{yy}", "{yy}{city}{seq:08d}", "{yy{seq:08d}"])
def test_a_scheme_that_could_repeat_is_refused(scheme):
    with pytest.raises(NumberSchemeBroken):
        document_number(scheme, year=2026, sequence=1)


def test_numbers_start_at_one():
    with pytest.raises(NumberSchemeBroken):
        document_number(CONTRACT, year=2026, sequence=0)
