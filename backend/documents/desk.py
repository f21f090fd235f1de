"""A hand drawn at the station's desk (站内签名): the clerk's, kept for all papers or drawn for one set."""

from typing import Any

from backend.documents.errors import SignatureTooShort
from backend.documents.render.data import SignatureMark
from backend.documents.sign import SHORTEST_INK, Strokes
from backend.kit import clock


def desk_hand(strokes: Strokes) -> dict[str, Any]:
    """``strokes`` as a signer's row keeps them. Raises SignatureTooShort, SignatureWithoutInk for what is no hand."""
    if strokes.ink < SHORTEST_INK:
        raise SignatureTooShort(field="signature")
    SignatureMark(strokes.strokes, "", clock.now(), strokes.aspect)  # refuses points off the pad
    return {"strokes": [[list(point) for point in stroke] for stroke in strokes.strokes], "aspect": strokes.aspect}
