"""Whose hand goes where (签名落位): roles on a paper, signers of its set, and the places that its layout reserved."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.prepare import ADAPTERS
from backend.documents.render.data import DocumentKind, SignatureMark
from backend.documents.render.page import Place, Rect
from backend.documents.render.rendering import set_pages
from backend.documents.render.wording import wording
from backend.documents.sealing.ink import Note
from backend.documents.wordings import wording_of
from backend.seals import SealPlace

# Where the station's own seal belongs, as the layouts call it; other seals on a paper are other people's.
STATION_SEALS = ("market_seal", "appraisal_seal")

ON_PAPER = dict.fromkeys(("seller_p", "buyer_p"), "委托人已在纸质委托书签名（盖章），影像见归档材料")
OTHERS_ON_PAPER = "已在纸质文书签名或盖章，影像见归档材料"


def roles_of(document: Document) -> dict[str, str]:
    """Role on the paper -> side of a signer; in sets made before there were others, each side is its own role."""
    return document.signed_as if document.signed_as is not None else {side: side for side in document.signed_by}


def drawn_at_once(document: Document, signers: Iterable[Signer]) -> dict[str, SignatureMark]:
    """The marks of those who signed at the station's desk before the paper was made: it is shown with them."""
    at_desk = {one.side: one for one in signers if one.way == "desk" and one.strokes}
    return {role: hand(at_desk[side]) for role, side in roles_of(document).items() if side in at_desk}


def added_later(document: Document, signers: Iterable[Signer]) -> dict[str, SignatureMark | Note]:
    """The marks of everybody else who signed the paper that was shown to them."""
    signed = {one.side: one for one in signers if one.way != "desk" and one.state == "signed"}
    return {role: _mark(signed[side]) for role, side in roles_of(document).items() if side in signed}


def hand(signer: Signer) -> SignatureMark:
    """A signer's strokes as the layouts draw them."""
    kept: Any = signer.strokes
    strokes = tuple(tuple((x, y, t, p) for x, y, t, p in stroke) for stroke in kept["strokes"])
    return SignatureMark(strokes, signer.name, signer.at, kept["aspect"])  # type: ignore[arg-type]


def _mark(signer: Signer) -> SignatureMark | Note:
    if signer.way == "paper" or not signer.strokes:
        return Note(ON_PAPER.get(signer.side, OTHERS_ON_PAPER))
    return hand(signer)


def kept_places(places: Sequence[Place]) -> list[list[Any]]:
    """``places`` as JSON, to be kept with the bytes they belong to."""
    return [[place.name, place.page, *(round(side, 2) for side in place.rect)] for place in places]


async def places_of(row: DocumentSet, document: Document) -> tuple[Place, ...]:
    """Where hands and seals go on the bytes that were shown."""
    kept = (document.seal or {}).get("places")
    if kept is not None:
        return tuple(Place(name, page, Rect(*sides)) for name, page, *sides in kept)
    # Shown by a version of the program that did not keep them: the layout says where they were.
    kind = DocumentKind(document.kind)
    words = await wording_of(kind, row.city, document.wording)
    data = ADAPTERS[kind].validate_json(document.data)
    return tuple(set_pages(kind, data, words or wording(kind, row.city)).places)


def seal_places(places: Iterable[Place]) -> tuple[SealPlace, ...]:
    """Where the station's seal goes on the paper."""
    return tuple(SealPlace(one.page - 1, *one.rect) for one in places if one.name in STATION_SEALS)


def market_of(documents: Iterable[Document], station: str) -> str:
    """The station's name as its own papers print it, for its certificate."""
    printed = (json.loads(document.data).get("market_name") for document in documents)
    return next((name for name in printed if name), station)
