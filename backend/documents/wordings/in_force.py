"""Which words are in force (现行文本), which will be, and which a made document remembers."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from backend.documents.models import OwnWording
from backend.documents.render.data import DocumentKind
from backend.documents.render.wording import Wording
from backend.documents.wordings.passages import words_with
from backend.kit import clock


@dataclass(frozen=True, slots=True)
class OwnWordingFacts:
    """One change that was kept: how many passages it changes against the files, from which day, by whom and why."""

    id: str
    kind: DocumentKind
    version: str
    changed: int
    valid_from: date
    made_by: str
    made_at: datetime
    note: str


async def wordings_of_city(city: str) -> list[OwnWordingFacts]:
    """Every change of a city's words, the one that is valid last first."""
    return [
        OwnWordingFacts(
            id=row.public_id,
            kind=DocumentKind(row.kind),
            version=row.version,
            changed=len(json.loads(row.body)),
            valid_from=row.valid_from,
            made_by=row.made_by,
            made_at=row.made_at,
            note=row.note,
        )
        for row in await OwnWording.filter(city=city).order_by("-valid_from", "-id")
    ]


async def wording_id_in_force(kind: DocumentKind, city: str, on: date | None = None) -> str:
    """The change in force ``on`` a day (today), or nothing where the files' own words are."""
    row = await OwnWording.in_force(kind.value, city, on or clock.today())
    return row.public_id if row else ""


async def changes_in_force(kind: DocumentKind, city: str, on: date | None = None) -> dict[str, str]:
    """The passages (key -> text) that the change in force makes other than the files."""
    row = await OwnWording.in_force(kind.value, city, on or clock.today())
    return json.loads(row.body) if row else {}


async def changes_of(wording_id: str) -> dict[str, str]:
    """The passages (key -> text) of one kept change; none for the files' own words."""
    row = await OwnWording.get_or_none(public_id=wording_id) if wording_id else None
    return json.loads(row.body) if row else {}


async def wording_of(kind: DocumentKind, city: str, wording_id: str) -> Wording | None:
    """The words that a document remembers; None where it was made from the files' own."""
    row = await OwnWording.get(public_id=wording_id) if wording_id else None
    return words_with(kind, city, json.loads(row.body), row.version) if row else None
