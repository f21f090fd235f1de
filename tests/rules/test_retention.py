"""保管期限: the longest that applies."""

from datetime import date

import pytest

from backend.rules.retention import last_day, longest, terms

FILE = ("document:sales_contract", "seller:id_front", "record:audit")


@pytest.mark.parametrize(
    ("kinds", "own", "years", "key"),
    [
        (FILE, 10, 10, "own"),
        (FILE, 1, 3, "transaction"),
        ((*FILE, "document:invoice"), 3, 10, "tax"),
        ((*FILE, "document:invoice"), 10, 10, "own"),
        ((*FILE, "invoice_stub"), 3, 5, "invoice_stub"),
        ((*FILE, "accounting:voucher"), 10, 30, "accounting"),
        ((), 10, 10, "own"),
    ],
)
def test_the_longest_applies(kinds, own, years, key):
    term = longest(kinds, own, date(2026, 11, 21))
    assert (term.years, term.key) == (years, key)


def test_each_class_names_its_law():
    assert [one.years for one in terms()] == [30, 10, 5, 5, 3, 3]
    assert all("》" in one.basis for one in terms())


def test_what_is_older_than_the_table_is_judged_by_it():
    assert longest(FILE, 1, date(2019, 1, 1)).table == "retention/2025-06-01"


def test_kept_to_the_end_of_the_year():
    assert last_day(date(2024, 2, 29), 3) == date(2027, 12, 31)
