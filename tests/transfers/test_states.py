"""The steps of a transfer as data: where they lead, and that the drawing says the same."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backend.transfers import STATE_NAMES, STEPS, State, drawn
from backend.transfers.states import CANCELLABLE, EDITABLE, FINAL, OPEN

STRAIGHT = ["draft", "collecting", "reviewing", "signing", "settling", "completed", "archived"]


def test_the_straight_way_is_possible():
    assert all(after in STEPS[State(before)] for before, after in pairwise(STRAIGHT))


def test_every_state_has_its_steps_and_a_name():
    assert set(STEPS) == set(State) == set(STATE_NAMES)


def test_it_can_be_cancelled_from_any_state_before_completed():
    assert {state.value for state in CANCELLABLE} == set(STRAIGHT[: STRAIGHT.index("completed")])


def test_only_archived_and_cancelled_are_the_end():
    assert {State.ARCHIVED, State.CANCELLED} == FINAL


def test_nothing_that_is_signed_can_be_edited():
    assert EDITABLE & {State.SETTLING, State.COMPLETED, *FINAL} == set()
    assert OPEN < EDITABLE


@given(st.lists(st.sampled_from(list(State)), max_size=30))
def test_whatever_is_tried_a_completed_transfer_was_approved_and_signed(tries):
    """Walk as tries allow: completed is reached only through reviewing, signing and settling, in that order."""
    way = [State.DRAFT]
    for wanted in tries:
        if wanted in STEPS[way[-1]]:
            way.append(wanted)
    if State.COMPLETED in way:
        last = len(way) - way[::-1].index(State.COMPLETED) - 1
        assert way[last - 3 : last] == [State.REVIEWING, State.SIGNING, State.SETTLING]


def test_the_drawing_shows_each_step_once():
    arrows = re.findall(r"^    (\w+) --> (\w+): ", drawn(), re.MULTILINE)
    assert sorted(arrows) == sorted((before, after) for before, steps in STEPS.items() for after in steps)
    assert drawn().startswith("stateDiagram-v2\n")
