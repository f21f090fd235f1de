"""Numbers of documents (文书编号) as the city's own words give them; who counts is the caller's business."""

from backend.documents.render.data import DocumentKind
from backend.documents.render.numbering import NumberedPlace, document_number, number_stem
from backend.documents.render.wording import wording


def names_station(kind: DocumentKind, city: str) -> bool:
    """Whether the city's numbers hold the station's code, so that each station counts alone without duplicates."""
    return "{office" in wording(kind, city).number_scheme


def stem_of(kind: DocumentKind, city: str, place: NumberedPlace, *, year: int) -> str:
    """What the year's numbers of ``kind`` at ``place`` have in common: stations of one stem must share one count."""
    return number_stem(wording(kind, city).number_scheme, place, year=year)


def number_of(kind: DocumentKind, city: str, place: NumberedPlace, *, year: int, sequence: int) -> str:
    """The number of the ``sequence``-th document of ``kind`` that ``place`` gives in ``year``."""
    return document_number(wording(kind, city).number_scheme, place, year=year, sequence=sequence)
