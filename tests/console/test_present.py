"""From facts to what is drawn: masks, steps, strokes."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from backend.collection import SignatureFact
from backend.console.masking import masked_name, masked_number
from backend.console.transfers.present import EVIDENCE, ink, steps
from backend.rules.eligibility import prohibited_items
from backend.transfers import State


@pytest.mark.parametrize(
    ("name", "shown"),
    [("林卖", "林*"), ("艾力江·买买提", "艾******"), ("样例汽车贸易有限公司", "样例汽车贸易有限公司"), ("", "")],
)
def test_a_persons_name_is_masked_and_a_companys_is_not(name, shown):
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("35010219900307993X", "350102********993X"), ("19900000001", "199****0001"), ("12345", "*****")],
)
def test_a_number_keeps_its_ends(number, shown):
    assert masked_number(number) == shown


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.DRAFT, "now todo todo todo todo"),
        (State.REVIEWING, "done now todo todo todo"),
        (State.SETTLING, "done done done now todo"),
        (State.COMPLETED, "done done done done now"),
        (State.ARCHIVED, "done done done done done"),
        (State.CANCELLED, "todo todo todo todo todo"),
    ],
)
def test_the_step_bar_follows_the_state(state, shown):
    assert " ".join(how for _, how in steps(SimpleNamespace(state=state))) == shown


def test_strokes_become_one_path_and_a_dot_stays_visible():
    strokes = [
        [{"x": 1, "y": 2, "t": 0, "p": 1}, {"x": 3, "y": 4, "t": 9, "p": 1}],
        [{"x": 5, "y": 5, "t": 20, "p": 1}],
    ]
    drawn = ink(SignatureFact(strokes, 400, 200, datetime.now(UTC), "0" * 64))
    assert drawn["path"] == "M1.0 2.0L3.0 4.0M5.0 5.0L5.0 5.0"


def test_the_evidence_of_every_prohibition_has_chinese_words():
    words = {word for item in prohibited_items() for word in item.evidence.split(", ")}
    assert words <= EVIDENCE.keys()
