"""Numbers of documents (文书编号) as the city's own words give them; who counts is the caller's business."""

from backend.documents.render.data import DocumentKind
from backend.documents.render.numbering import document_number
from backend.documents.render.wording import wording


def names_station(kind: DocumentKind, city: str) -> bool:
    """Whether the city's numbers hold the station's code, so that each station counts alone without duplicates."""
    return "{office" in wording(kind, city).number_scheme


def number_of(kind: DocumentKind, city: str, *, year: int, sequence: int, province: str, office: str) -> str:
    """The number of the ``sequence``-th document of ``kind`` in ``year``; ``office`` is the station's four digits."""
    scheme = wording(kind, city).number_scheme
    return document_number(scheme, year=year, sequence=sequence, province=province, office=office)
