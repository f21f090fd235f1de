"""The passages of a document (文本段落): its words cut into pieces that a person can change, and put together again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend.documents.errors import WordsUnusable
from backend.documents.render.data import DocumentKind
from backend.documents.render.text import TemplateBroken, slots
from backend.documents.render.wording import FIELDS, ROOT, Wording, merge, read, with_terms, wording
from backend.documents.wordings.names import unknown_field

TERM = re.compile(r"<([a-z_]+)>")
SLOT = re.compile(r"\{[^}]*\}")
LONGEST_PASSAGE = 4_000
LONGEST_LABEL = 16
ARTICLE_PARTS = {"heading": "标题", "paragraphs": "正文（一行一段）"}
TERMS, TEXTS = "统一用语（多处出现，改一处全改）", "表头、栏目与固定文字"


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of text: ``key`` names it, ``original`` is what the files say, ``group`` where it stands."""

    key: str
    original: str
    group: str

    @property
    def name(self) -> str:
        """The last part of the key: of a term, what stands between ``<`` and ``>``."""
        return self.key.partition("/")[2]

    @property
    def label(self) -> str:
        """What a person calls it: the beginning of what it says, without its slots."""
        if self.name in ARTICLE_PARTS:
            return ARTICLE_PARTS[self.name]
        plain = SLOT.sub("", self.original).split()
        return "　".join(plain)[:LONGEST_LABEL].rstrip("：，；、　")


def passages(kind: DocumentKind, city: str) -> tuple[Passage, ...]:
    """Every passage of ``kind`` in ``city`` as the files have it, in the order of the page. Raises TemplateBroken."""
    raw = _raw(kind, city)
    found = [Passage(f"terms/{name}", text, TERMS) for name, text in raw["terms"].items()]
    found += [Passage(f"texts/{name}", text, TEXTS) for name, text in raw["texts"].items()]
    for article in raw["section"]:
        group = with_terms(article["heading"], raw["terms"])
        found.append(Passage(f"{article['id']}/heading", article["heading"], group))
        if article.get("paragraphs"):
            found.append(Passage(f"{article['id']}/paragraphs", "\n".join(article["paragraphs"]), group))
    return tuple(found)


def differences(kind: DocumentKind, city: str, words: Mapping[str, str]) -> dict[str, str]:
    """Of ``words`` (key -> text) those that differ from the files, tidied. Raises WordsUnusable naming the passage."""
    known = {one.key: one.original for one in passages(kind, city)}
    terms = {key.removeprefix("terms/") for key in known if key.startswith("terms/")}
    changed: dict[str, str] = {}
    for key, text in words.items():
        if key not in known:
            raise WordsUnusable(field=key, sentence="没有这一段文字，请刷新页面后重试。")
        tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if tidy != known[key].strip():
            changed[key] = tidy
            _must_be_usable(kind, key, tidy, terms)
    return changed


def words_with(kind: DocumentKind, city: str, changes: Mapping[str, str], version: str) -> Wording:
    """The words of the files with ``changes`` (key -> text) over them; ``version`` is added to the files' version."""
    plain = wording(kind, city)
    if not changes:
        return replace(plain, version=f"{plain.version}+{version}") if version else plain
    raw = _raw(kind, city)
    articles = {one["id"]: one for one in raw["section"]}
    own: dict[str, Any] = {"version": version, "texts": {}, "terms": {}, "section": []}
    for key, text in changes.items():
        where, name = key.split("/", 1)
        if where in ("texts", "terms"):
            own[where][name] = text
        else:
            value = [line.strip() for line in text.split("\n") if line.strip()] if name == "paragraphs" else text
            articles[where] = {**articles[where], name: value}
    own["section"] = list(articles.values())
    base = {**raw, "version": plain.version, "number_scheme": plain.number_scheme}
    return replace(merge(kind, city, base, own), version=f"{plain.version}+{version}")


def _raw(kind: DocumentKind, city: str) -> dict[str, Any]:
    """What the files say with the city's over the default ones, terms not yet put in."""
    wording(kind, city)  # refuses what is no city, and files that do not hold together
    base = read(ROOT / "default" / f"{kind}.toml")
    file = ROOT / city / f"{kind}.toml"
    own = read(file) if city != "default" and file.is_file() else {}
    theirs = {one["id"]: one for one in own.get("section", [])}
    return {
        "texts": {**base["texts"], **own.get("texts", {})},
        "terms": {**base.get("terms", {}), **own.get("terms", {})},
        "section": [theirs.get(one["id"], one) for one in base.get("section", [])],
    }


def _must_be_usable(kind: DocumentKind, key: str, text: str, terms: set[str]) -> None:
    if not text:
        raise WordsUnusable(field=key, sentence="这段文字不能为空；要恢复原文，请点“恢复原文”。")
    if len(text) > LONGEST_PASSAGE:
        raise WordsUnusable(field=key, sentence=f"这段文字超过 {LONGEST_PASSAGE} 字，请缩短。")
    try:
        named = [name for _, name, _ in slots(text) if name]
    except TemplateBroken:
        raise WordsUnusable(
            field=key, sentence="花括号要成对，里面写栏目名，例如 {number} 或 {number:8}；横线长度写在冒号后。"
        ) from None
    wrong = [unknown_field(kind, name) for name in dict.fromkeys(named) if name not in FIELDS[kind]]
    wrong += [f"没有名为 <{name}> 的统一用语。" for name in dict.fromkeys(TERM.findall(text)) if name not in terms]
    if wrong:
        raise WordsUnusable(field=key, sentence="".join(wrong))
