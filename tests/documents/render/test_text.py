"""Setting text: lines keep the rules of punctuation, blanks are ruled, nothing is lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.documents.render import TemplateBroken
from backend.documents.render.fonts import SERIF
from backend.documents.render.text import (
    GAP,
    NO_END,
    NO_START,
    TICKED,
    break_lines,
    compose,
    fit,
    leading,
    slots,
    units,
)

CHINESE = st.text(alphabet="甲乙丙，。；（）《》A1 ", max_size=120)


def written(lines) -> str:
    return "".join(unit.text for line in lines for unit in line.units)


def test_it_works():
    lines = break_lines(units("甲方应保证对出卖车辆享有所有权", SERIF, 10), 50, 10)
    assert [written([line]) for line in lines] == ["甲方应保证", "对出卖车辆", "享有所有权"]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    lines = break_lines(units("甲乙丙丁戊，己庚辛（壬癸）", SERIF, 10), 50, 10)
    assert written(lines[:1]) == "甲乙丙丁"
    assert all(line.units[0].text not in NO_START and line.units[-1].text not in NO_END for line in lines)


def test_a_number_stays_whole_and_one_wider_than_the_line_is_cut():
    assert [written([line]) for line in break_lines(units("车架号LSVAA2185", SERIF, 10), 75, 10)] == [
        "车架号",
        "LSVAA2185",
    ]
    cut = break_lines(units("LZWACAGAXH0000001" * 3, SERIF, 10), 60, 10)
    assert written(cut) == "LZWACAGAXH0000001" * 3
    assert all(line.width <= 60.01 for line in cut)


@given(CHINESE, st.integers(30, 200))
@example("1 。。。", 30)
@example("1 。。。", 29)
def test_nothing_is_lost_and_no_line_is_too_wide(text, width):
    lines = break_lines(units(text, SERIF, 10), width, 10, justify=True)
    assert written(lines).replace(" ", "") == text.replace(" ", "")
    assert all(line.width <= width + 0.02 for line in lines)


@given(st.text(alphabet="闽东南A1 ，", min_size=1, max_size=200))
def test_text_shrinks_to_fit_and_says_what_it_needs_when_it_cannot(text):
    lines, size = fit(text, SERIF, 80, 30, size=10.5, least=7.5)
    assert 7.5 <= size <= 10.5
    assert size == 7.5 or len(lines) * leading(size) <= 30


def test_a_blank_is_ruled_at_least_as_wide_as_asked():
    made = compose("甲方：{name:8}", {"name": "林卖"}, SERIF, 10)
    assert sum(unit.width for unit in made) == pytest.approx(30 + 80)
    assert [unit.text for unit in made if unit.style == GAP] == [""] * 6


def test_a_true_box_is_ticked():
    assert compose("{a:box}{b:box}", {"a": False, "b": True}, SERIF, 10)[1].style == TICKED


@pytest.mark.parametrize("template", ["甲方：{name", "甲方：}", "{name:wide}"])
def test_a_template_that_cannot_be_read_is_refused(template):
    with pytest.raises(TemplateBroken):
        slots(template)


def test_a_field_nobody_knows_is_refused_by_name():
    with pytest.raises(TemplateBroken, match="nobody"):
        compose("{nobody}", {"name": ""}, SERIF, 10)
