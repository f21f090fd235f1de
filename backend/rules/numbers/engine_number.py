"""发动机号: no national rule; electric cars print the motor's number, trailers have none (DOMAIN §1.6)."""

import re
from typing import Final

from backend.rules.judgement import Judgement, Notes
from backend.rules.numbers.text import tidy

NONE: Final = "无"
SHAPE: Final = re.compile(r"[A-Z0-9\-*/·]{3,30}")
# Shorter tails than this agree by chance.
SHORTEST_TAIL: Final = 6


def judge_engine_number(value: str, *, may_be_none: bool = False) -> Judgement:
    """Judge an engine or motor number; ``may_be_none`` accepts 无 (trailers)."""
    notes = Notes()
    text = tidy(value)
    if text in (NONE, "") and may_be_none:
        return notes.judge("engine_number", NONE)
    if not SHAPE.fullmatch(text):
        notes.refuse("wrong_form")
    return notes.judge("engine_number", text)


def same_engine_number(one: str, other: str) -> bool:
    """发动机号相同: compare ignoring blanks, dashes and an engine-model prefix on one side (4G15S*ABC1234567)."""
    left, right = (re.sub(r"[^A-Z0-9]", "", tidy(number)) for number in (one, other))
    if not left or not right:
        return tidy(one) == tidy(other)
    short, long = sorted((left, right), key=len)
    return short == long or (len(short) >= SHORTEST_TAIL and long.endswith(short))
