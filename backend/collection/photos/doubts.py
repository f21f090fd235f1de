"""What the card reader was not sure of (识别疑点): which doubts mean that the picture must be taken again."""

from collections.abc import Iterable

from backend.gateways.card_reader import DOUBTS

# Without these nothing on the picture helps anybody; the other doubts only ask to look twice.
RETAKE = frozenset({"not_a_card", "kind_differs"})
UNKNOWN = "有的内容识别把握不大，请逐项核对。"


def sentence_of(code: str) -> str:
    """What a doubt (``code`` or ``code:detail``) means for the person who holds the phone."""
    return DOUBTS.get(code.split(":")[0], UNKNOWN)


def retake_reason(codes: Iterable[str]) -> str | None:
    """Why the photograph should be taken again, if it should."""
    return next((sentence_of(code) for code in codes if code.split(":")[0] in RETAKE), None)
