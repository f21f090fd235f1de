"""Every no is told apart (拒绝): its own code, a sentence that a person can act on, and a test that raises it."""

import re
from pathlib import Path
from string import Formatter

import pytest

from backend.collection import errors
from backend.collection.answers import errors as answers_errors
from backend.kit.errors import Refusal

HERE = Path(__file__).parent
ALL = [
    one
    for module in (errors, answers_errors)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Refusal) and one is not Refusal
]


def test_codes_are_unique():
    codes = [one.code for one in ALL]
    assert len(codes) == len(set(codes)) > 50


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.__name__)
def test_a_refusal(one: type[Refusal]):
    assert re.fullmatch(r"(COL|SMS|CODE|DEAL|ID|VEH)-1\d\d", one.code)
    assert 400 <= one.status < 500
    names = {name: "1" for _, name, _, _ in Formatter().parse(one.say) if name}
    assert one.say.format(**names).endswith("。")
    raising = [path.name for path in HERE.glob("test_*.py") if re.search(rf"\b{one.__name__}\b", path.read_text())]
    assert raising, f"no test raises {one.__name__}"
