"""The page that says what is in a package (证据包目录), to be read in any browser without a network."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from backend.kit.web.pages import filesize

if TYPE_CHECKING:
    from backend.archive.package.parts import Part

ROOT = Path(__file__).resolve().parents[3] / "templates" / "archive"
# First folder of a part's path -> its heading, in the order of the page.
GROUPS = {
    "documents": "文书",
    "evidence": "影像原件",
    "signatures": "手写签名",
    "consents": "同意书",
    "records": "办理记录",
    "pki": "根证书",
}


def index_page(facts: Sequence[tuple[str, str]], parts: Iterable["Part"]) -> str:
    """The page as HTML; the same for the same archive."""
    listed = list(parts)
    groups = {title: [one for one in listed if one.path.split("/")[0] == folder] for folder, title in GROUPS.items()}
    return _template().render(facts=facts, groups=groups, total=len(listed))


@cache
def _template() -> Template:
    # Not .html: the page stands alone, so its style must be inside it, which pages of the platform never do.
    environment = Environment(
        loader=FileSystemLoader(ROOT), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["filesize"] = filesize
    return environment.get_template("index.html.j2")
