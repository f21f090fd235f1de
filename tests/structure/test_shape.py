"""The shape of the system (结构测试): what a reader may rely on wherever they look."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.console.office.audit_words import ACTIONS

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
CODE = {".py", ".js", ".css", ".html", ".toml", ".sh"}
SLICES = {
    "stations",
    "seals",
    "vehicles",
    "collection",
    "documents",
    "payments",
    "archive",
    "verification",
    "appraisal",
    "backups",
    "transfers",
    "rights",
}
# The doors through which time, chance and names come in.
ONLY_IN = {
    "backend/kit/clock.py": {"datetime.now", "datetime.utcnow", "time.time", "date.today"},
    "backend/kit/ids.py": {"uuid4", "secrets.token_urlsafe", "secrets.token_bytes", "secrets.choice"},
}


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name and (ROOT / name).is_file()]


def sources(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in tracked():
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders:
            yield path, ast.parse(path.read_text())


def test_no_source_file_is_longer_than_400_lines():
    lengths = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in tracked() if p.suffix in CODE}
    tables = "backend/rules/tables/"
    assert {p: n for p, n in lengths.items() if n > LONGEST and not p.startswith(tables)} == {}


def test_the_places_that_are_tested_on_mariadb_exist():
    listed = re.search(r"^tables=\(\n(.*?)^\)", (ROOT / "tests/run.sh").read_text(), re.DOTALL | re.MULTILINE)
    places = listed.group(1).split() if listed else []
    assert places and [place for place in places if not (ROOT / place).exists()] == []


def test_every_module_says_what_it_is_for():
    modules = sources("backend", "miniprogram_api")
    silent = [str(path.relative_to(ROOT)) for path, tree in modules if not ast.get_docstring(tree)]
    assert [name for name in silent if "/migrations/0" not in name] == []


def test_no_table_describes_itself_with_a_semicolon():
    """Tortoise puts a model's first line into the DDL and splits that at semicolons: the migration would break."""
    found = []
    for path, tree in sources("backend"):
        if "models" not in path.parts[-2:] and path.name != "models.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and ";" in (ast.get_docstring(node) or "").split("\n\n")[0]:
                found.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert found == []


def test_slices_meet_only_through_their_front_doors():
    """A module may name ``backend.<slice>`` of another slice, never a module inside it."""
    trespasses = []
    for path, tree in sources("backend", "miniprogram_api"):
        parts = path.relative_to(ROOT).parts
        own = parts[1] if parts[0] == "backend" else ""
        if own in {"app.py", "cli.py", "serving.py", "commands"}:
            continue  # wiring and commands open doors on purpose
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("backend."):
                names = node.module.split(".")
                if names[1] in SLICES and names[1] != own and len(names) > 2:
                    trespasses.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.module}")
    assert trespasses == []


def test_nobody_commits_but_the_unit_of_work():
    found = []
    for path, tree in sources("backend", "miniprogram_api"):
        if path.is_relative_to(ROOT / "backend/kit/database"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"commit", "rollback"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize("door", ONLY_IN)
def test_time_and_chance_come_in_through_one_door(door: str):
    found = []
    for path, tree in sources("backend", "miniprogram_api"):
        here = str(path.relative_to(ROOT))
        if here in ONLY_IN or here.startswith(("backend/sandbox/", "backend/serving.py")):
            continue
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        found += [f"{here}: {call}" for call in calls if any(call.endswith(name) for name in ONLY_IN[door])]
    assert found == []


def test_no_identity_check_answers_yes_or_no():
    """STYLE habit 12: a provider that is down must not become a pass, so verification never returns a bool."""
    found = []
    for path, tree in sources("backend"):
        if not path.is_relative_to(ROOT / "backend/verification"):
            continue
        for node in ast.walk(tree):
            function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if function and node.returns is not None and ast.unparse(node.returns) == "bool":
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_pages_hold_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son[a-z]+=|\sstyle=|<style", re.IGNORECASE)
    found = []
    for path in tracked():
        if path.suffix == ".html" and path.is_relative_to(ROOT / "templates"):
            found += [f"{path.relative_to(ROOT)}: {m[0]}" for m in inline.finditer(path.read_text())]
    assert found == []


def test_every_audited_action_has_words_for_the_audit_page():
    silent = []
    for path, tree in sources("backend"):
        for node in ast.walk(tree):
            recorded = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record" and node.args
            if recorded and isinstance(node.args[0], ast.Constant) and node.args[0].value not in ACTIONS:
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.args[0].value}")
    assert silent == []


def test_every_refusal_has_its_own_code_and_a_chinese_sentence():
    codes: dict[str, str] = {}
    for path, tree in sources("backend", "miniprogram_api"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            values = {
                target.id: statement.value.value
                for statement in node.body
                if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
                for target in statement.targets
                if isinstance(target, ast.Name)
            }
            if "code" not in values or "say" not in values:
                continue
            where = f"{path.relative_to(ROOT)}:{node.name}"
            assert codes.setdefault(str(values["code"]), where) == where, f"{values['code']} twice"
            assert re.search(r"[一-鿿]|\{sentence\}", str(values["say"])), where
    assert len(codes) > 20
