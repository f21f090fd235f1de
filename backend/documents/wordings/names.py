"""What a field is called in a manager's words (栏目中文名)."""

import tomllib
from difflib import get_close_matches
from functools import cache

from backend.documents.render.data import DocumentKind
from backend.documents.render.wording import FIELDS, ROOT
from backend.rules.codes import codes, name_of

# The application has a box for each 使用性质 of the code table.
USE = "use_"


@cache
def field_names(kind: DocumentKind) -> dict[str, str]:
    """Each field that texts of ``kind`` may name: how it is written, and what it is in Chinese; in the file's order."""
    told = tomllib.loads((ROOT / "fields.toml").read_text(encoding="utf-8"))
    told |= {f"{USE}{code}": f"勾选：{name_of('use_character', code)}" for code in codes("use_character")}
    return {name: title for name, title in told.items() if name in FIELDS[kind]}


def unknown_field(kind: DocumentKind, name: str) -> str:
    """The sentence that refuses a field, with the one that was probably meant."""
    known = field_names(kind)
    meant = get_close_matches(name, known, 1, 0.6) or [field for field, title in known.items() if name == title]
    hint = f"是不是 {{{meant[0]}}}（{known[meant[0]]}）？" if meant else "可用的栏目列在本页上方。"
    return f"{{{name}}} 不是这种文书的栏目。{hint}"
