"""The words of a document (文档文本): TOML under ``templates/documents``, a city's own words over the default ones.

A city's file holds only what differs. Every text is checked when it is loaded: an unknown key, an unknown field or a
missing text is a clear error before a document is made, never a hole in one.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from backend.documents.render.data import DocumentKind
from backend.documents.render.forms.agency_fields import APPLICATION, COMMITMENT, POWER_OF_ATTORNEY
from backend.documents.render.forms.fields import BLANK_CERTIFICATE, BLANK_CONTRACT, confirmation_fields
from backend.documents.render.numbering import check_scheme
from backend.documents.render.text import TemplateBroken, slots

ROOT: Final = Path(__file__).resolve().parents[3] / "templates" / "documents"
CITY: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
# The fields that each kind's texts may name.
FIELDS: Final = {
    DocumentKind.TRANSFER_CONFIRMATION: frozenset(confirmation_fields(None)),
    DocumentKind.SALES_CONTRACT: frozenset(BLANK_CONTRACT),
    DocumentKind.APPRAISAL_CERTIFICATE: frozenset(BLANK_CERTIFICATE),
    DocumentKind.REGISTRATION_APPLICATION: frozenset(APPLICATION),
    DocumentKind.REGISTRATION_POWER_OF_ATTORNEY: frozenset(POWER_OF_ATTORNEY),
    DocumentKind.SELLER_POWER_OF_ATTORNEY: frozenset(POWER_OF_ATTORNEY),
    DocumentKind.BUYER_POWER_OF_ATTORNEY: frozenset(POWER_OF_ATTORNEY),
    DocumentKind.COMMITMENT_LETTER: frozenset(COMMITMENT),
}


@dataclass(frozen=True, slots=True)
class Section:
    """An article of a contract: its heading and its paragraphs, both templates."""

    id: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A document's words in one version; ``version`` is what a made document remembers."""

    kind: DocumentKind
    city: str
    version: str
    number_scheme: str
    texts: Mapping[str, str]
    sections: tuple[Section, ...]


def wording(kind: DocumentKind | str, city: str = "default", *, root: Path = ROOT) -> Wording:
    """The words of ``kind`` in ``city``; a city without words of its own uses the default ones."""
    return load(DocumentKind(kind), city, root)


@lru_cache(maxsize=128)
def load(kind: DocumentKind, city: str, root: Path) -> Wording:
    """Read and check the files once a process."""
    if not CITY.fullmatch(city):
        raise TemplateBroken(f"not the name of a city's folder: {city!r}")
    base = read(root / "default" / f"{kind}.toml")
    own_file = root / city / f"{kind}.toml"
    own = read(own_file) if city != "default" and own_file.is_file() else None
    return merge(kind, city, base, own)


def read(path: Path) -> dict[str, Any]:
    """One template file, as it stands."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TemplateBroken(f"template missing: {path}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateBroken(f"template unreadable: {path}: {error}") from error


def merge(kind: DocumentKind, city: str, base: dict[str, Any], own: dict[str, Any] | None) -> Wording:
    """Lay a city's words over the default ones, and check the result. Pure: also for previewing a changed text."""
    texts: dict[str, str] = {**base["texts"]}
    terms: dict[str, str] = {**base.get("terms", {})}
    sections = {item["id"]: section(item) for item in base.get("section", [])}
    scheme, version = base["number_scheme"], str(base["version"])
    if own is not None:
        refuse_unknown(own, {"version", "number_scheme", "texts", "terms", "section"}, kind, city)
        refuse_unknown(own.get("texts", {}), set(texts), kind, city)
        refuse_unknown(own.get("terms", {}), set(terms), kind, city)
        refuse_unknown({item["id"]: 1 for item in own.get("section", [])}, set(sections), kind, city)
        texts |= own.get("texts", {})
        terms |= own.get("terms", {})
        sections |= {item["id"]: section(item) for item in own.get("section", [])}
        scheme = own.get("number_scheme", scheme)
        version = f"{version}+{city}.{own['version']}"
    check_scheme(scheme)
    made = Wording(
        kind,
        city,
        version,
        scheme,
        {key: with_terms(text, terms) for key, text in texts.items()},
        tuple(
            Section(s.id, with_terms(s.heading, terms), tuple(with_terms(p, terms) for p in s.paragraphs))
            for s in sections.values()
        ),
    )
    check_fields(made)
    return made


def section(item: dict[str, Any]) -> Section:
    """One article as the file has it."""
    return Section(item["id"], item["heading"], tuple(item.get("paragraphs", ())))


def with_terms(text: str, terms: Mapping[str, str]) -> str:
    """Put in the terms that differ by law or place, such as the number of an article: ``<prohibited_article>``."""
    for name, value in terms.items():
        text = text.replace(f"<{name}>", value)
    return text


def refuse_unknown(given: Mapping[str, Any], known: set[str], kind: DocumentKind, city: str) -> None:
    """A city's file may only change what the default has: a misspelt key would silently change nothing."""
    unknown = sorted(set(given) - known)
    if unknown:
        raise TemplateBroken(f"template {city}/{kind}.toml: unknown key {unknown[0]!r}")


def check_fields(made: Wording) -> None:
    """Every slot of every text names a field that this kind of document has."""
    known = FIELDS[made.kind]
    bodies = [*made.texts.values(), *(t for s in made.sections for t in (s.heading, *s.paragraphs))]
    for body in bodies:
        for _, name, _ in slots(body):
            if name and name not in known:
                raise TemplateBroken(f"template {made.city}/{made.kind}.toml: unknown field {name!r} in {body[:30]!r}")
