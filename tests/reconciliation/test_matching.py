"""One day's moves against one bill (逐笔核对)."""

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.gateways.payments import BillSum, BrokenLine, NoticeKind
from backend.reconciliation.matching import Book, DifferenceKind, Matched, Move, Standing, Weighing, match
from tests.reconciliation.bills import MERCHANT, charge, line, refund

D = DifferenceKind


def matched(moves: list[Move], lines: list[object], elsewhere: Sequence[Move] = ()) -> Matched:
    result = match(Book(moves), [lines], MERCHANT, Book(elsewhere))  # type: ignore[list-item]
    assert result.unexplained_fen == 0
    assert sum(part.net_fen for part in result.groups.values()) == result.theirs.net_fen
    return result


def kinds(result: Matched) -> list[str]:
    return [str(one.kind) for one in result.differences]


def test_it_works():
    result = matched([charge("c1"), refund("r1", 5_000)], [line("c1"), line("c1", 5_000, refund="r1")])
    assert (kinds(result), result.agreed) == ([], 2)
    assert (result.ours.net_fen, result.theirs.net_fen) == (25_000, 25_000)


def test_it_tells_whose_money_each_line_is():
    moves = [charge("c1")._replace(group=1), charge("c2", 50)._replace(group=2), charge("c3", 7)._replace(group=2)]
    result = matched(moves, [line("c1", fee_fen=180), line("c2", 50), line("c3", 7), line("c4", 9)])
    assert {group: (part.charge_fen, part.fee_fen) for group, part in result.groups.items()} == {
        1: (30_000, 180),
        2: (57, 0),
        0: (9, 0),
    }


def test_a_day_without_anything_agrees():
    assert matched([], []).differences == ()


def test_it_counts_the_channels_fees():
    assert matched([charge("c1")], [line("c1", fee_fen=180)]).theirs.fee_fen == 180


@pytest.mark.parametrize(
    ("moves", "lines", "kind", "ours", "theirs"),
    [
        ([], [line("c1")], D.MISSING_HERE, 0, 30_000),
        ([], [line("c1", refund="r1")], D.MISSING_HERE, 0, -30_000),
        ([charge("c1")], [], D.MISSING_THERE, 30_000, 0),
        ([refund("r1")], [], D.MISSING_THERE, -30_000, 0),
        ([charge("c1")], [line("c1", 29_999)], D.AMOUNT, 30_000, 29_999),
        ([refund("r1")], [line("c1", 1, refund="r1")], D.AMOUNT, -30_000, -1),
        ([charge("c1", standing=Standing.OPEN)], [line("c1")], D.STATE, 0, 30_000),
        ([charge("c1", standing=Standing.ENDED)], [line("c1")], D.STATE, 0, 30_000),
        ([charge("c1", in_day=False)], [line("c1")], D.OTHER_DAY, 0, 30_000),
        ([refund("r1")], [line("c1", refund="r1", state="processing")], D.OTHER_DAY, -30_000, 0),
        ([refund("r1")], [line("c1", refund="r1", state="failed")], D.STATE, -30_000, 0),
        ([charge("c1")], [line("c1", merchant="1900000999")], D.MERCHANT, 0, 30_000),
    ],
)
def test_each_disagreement_has_its_own_name(moves, lines, kind, ours, theirs):
    first = matched(moves, lines).differences[0]
    assert (first.kind, first.our_fen, first.their_fen) == (kind, ours, theirs)


@pytest.mark.parametrize(
    ("far", "lines", "told"),
    [
        ([charge("c1", in_day=False)], [line("c1")], [D.OTHER_DAY]),
        ([charge("c1", in_day=False)], [line("c1", 1)], [D.AMOUNT]),
        ([charge("c1", in_day=False)], [line("c1"), line("c1", at_line=2)], [D.OTHER_DAY, D.DUPLICATE]),
        ([refund("r1", in_day=False)], [line("c1", refund="r1")], [D.OTHER_DAY]),
        ([charge("c1", standing=Standing.ENDED, in_day=False)], [line("c1")], [D.STATE]),
        ([charge("c1", standing=Standing.ENDED, in_day=False)], [line("c1"), line("c1", refund="")], []),
        ([charge("c1", in_day=False)], [line("c1", refund="")], [D.STATE]),
        ([refund("c1", in_day=False)], [line("c1")], [D.MISSING_HERE]),
    ],
)
def test_a_move_of_a_far_off_day_is_no_strangers(far, lines, told):
    assert kinds(matched([], lines, far)) == told


def test_only_numbers_that_the_book_lacks_are_asked_for():
    lines = [line("c1"), line("c2"), line("c3", refund="r3"), line("c4", refund=""), line("c5", merchant="1900000999")]
    weighing = Weighing(Book([charge("c1")]), [lines[:2], lines[2:]], MERCHANT)
    weighing = pickle.loads(pickle.dumps(weighing))  # noqa: S301 - as it comes out of its process
    assert weighing.unknown(NoticeKind.CHARGE) == {"c2", "c4"}
    assert weighing.unknown(NoticeKind.REFUND) == {"r3"}
    assert len(weighing.finish(Book([charge("c2")])).differences) == 4


def test_differences_come_in_the_order_of_the_bill():
    lines = [line("c1", at_line=2), line("c2", 1, at_line=3), line("c3", at_line=4), BrokenLine(5, "cells")]
    told = matched([charge("c2"), charge("c4"), charge("c3", in_day=False)], lines).differences
    assert [one.line for one in told] == [2, 3, 4, 5, 0]


def test_a_line_listed_twice_is_told_once():
    assert kinds(matched([charge("c1")], [line("c1"), line("c1", at_line=2)])) == [D.DUPLICATE]


def test_a_stranger_listed_twice_is_a_stranger_and_a_duplicate():
    assert kinds(matched([], [line("c1"), line("c1")])) == [D.MISSING_HERE, D.DUPLICATE]


def test_an_unfinished_refund_of_both_sides_agrees():
    result = matched([refund("r1", standing=Standing.OPEN)], [line("c1", refund="r1", state="processing")])
    assert (kinds(result), result.agreed) == ([], 1)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_payment_that_the_channel_reversed_is_explained(backwards: bool):
    lines = [line("c1"), line("c1", refund="")]
    result = matched([charge("c1", standing=Standing.ENDED)], lines[::-1] if backwards else lines)
    assert (kinds(result), result.reversed) == ([], 1)


def test_a_reversal_of_less_than_was_taken_is_not():
    result = matched([charge("c1", standing=Standing.ENDED)], [line("c1"), line("c1", 1, refund="")])
    assert kinds(result) == [D.STATE, D.STATE]


def test_a_reversal_of_a_stranger_is_missing_here():
    assert kinds(matched([], [line("c1", refund="")])) == [D.MISSING_HERE]


def test_a_broken_line_is_told_with_its_place():
    found = matched([charge("c1")], [line("c1"), BrokenLine(2, "columns")]).differences
    assert [(one.kind, one.line, one.detail) for one in found] == [(D.BROKEN, 2, "columns")]


def test_a_summary_that_its_lines_do_not_make_is_told():
    assert kinds(matched([charge("c1")], [line("c1"), BillSum(1, 30_000, 0, 0)])) == []
    assert kinds(matched([charge("c1")], [line("c1"), BillSum(2, 60_000, 0, 0)])) == [D.SUM]


# A machine that does many things at once is slow at each; that is no fault of the strategy.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
STANDINGS = st.sampled_from(list(Standing))
NUMBERS = st.integers(0, 12).map(lambda number: f"n{number}")
FENS = st.integers(1, 4)
MOVES = st.builds(charge, NUMBERS, FENS, STANDINGS, in_day=st.booleans()) | st.builds(
    refund, NUMBERS, FENS, STANDINGS, in_day=st.booleans()
)
LINES = st.builds(
    line,
    NUMBERS,
    FENS,
    refund=st.none() | st.just("") | NUMBERS,
    state=st.sampled_from(["done", "done", "processing", "failed"]),
    merchant=st.sampled_from([MERCHANT, MERCHANT, "1900000999"]),
)


@UNHURRIED
@given(st.lists(MOVES), st.lists(LINES))
def test_every_fen_between_the_two_sides_is_explained_whatever_they_say(moves, lines):
    matched(moves, lines)


@UNHURRIED
@given(st.lists(MOVES), st.lists(MOVES, unique_by=lambda move: (move.kind, move.number)), st.lists(LINES))
def test_what_is_asked_for_afterwards_is_told_as_if_the_book_had_had_it(moves, asked, lines):
    known = {(move.kind, move.number) for move in moves}
    far = [move._replace(in_day=False) for move in asked if (move.kind, move.number) not in known]
    numbered = [one._replace(line=place) for place, one in enumerate(lines, 2)]
    assert matched(moves, numbered, far) == matched(moves + far, numbered)


@UNHURRIED
@given(st.lists(MOVES), st.lists(LINES), st.integers(1, 5))
def test_how_many_lines_a_page_has_changes_nothing(moves, lines, size):
    pages = [lines[place : place + size] for place in range(0, len(lines), size)]
    assert match(Book(moves), pages, MERCHANT) == matched(moves, lines)


@UNHURRIED
@given(st.lists(MOVES, unique_by=lambda move: (move.kind, move.number)))
def test_a_true_bill_leaves_no_difference(moves):
    done = [move for move in moves if move.standing is Standing.DONE and move.in_day]
    bill = [line(move.number, move.fen, refund=move.number if move.kind == "refund" else None) for move in done]
    assert kinds(matched(moves, bill)) == []
