"""docs/esignature.md names the tests that prove the law's four conditions: each of them must be there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"^- `(tests/[\w/]+\.py)::((?:\w+::)?\w+)`$", re.MULTILINE)
CONDITIONS = "一二三四"


def named_in(path: Path) -> set[str]:
    """``test_x`` and ``TestY::test_z`` of one file."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if hasattr(one, "name")}
    return found


def test_every_condition_of_a_reliable_signature_is_proved_by_tests_that_exist():
    text = (ROOT / "docs/esignature.md").read_text()
    sections = re.split(r"^## ", text, flags=re.MULTILINE)
    for number in CONDITIONS:
        (section,) = (one for one in sections if one.startswith(f"({number})"))
        assert len(NAMED.findall(section)) >= 5, number
    listed = re.findall(r"^- `tests", text, re.MULTILINE)
    named = NAMED.findall(text)
    assert len(named) == len(listed)
    missing = [f"{path}::{name}" for path, name in named if name not in named_in(ROOT / path)]
    assert missing == []
