"""人证比对: the portrait on the card against the selfie, by whichever engine is installed."""

from typing import Any

from backend import collection
from backend.gateways.faces import CARD, FACE_PROBLEMS, FaceMatch
from backend.verification.checks.outcome import Outcome, Reason, trouble
from backend.verification.models import Check

ON_CARD, ON_SELFIE = "证件照片：", "本人照片："


async def match(row: Check, tools: Any) -> Outcome:
    """Compare both pictures of ``row``; numbers only, no embedding is kept (DOMAIN §11)."""
    card, selfie = row.evidence
    stored = {one.id: one.object for one in await collection.originals_of(row.collection)}
    if not {card, selfie} <= stored.keys():
        return trouble("picture_gone", "照片已删除，请经办人当面核对本人与证件。")
    objects = tools.kit.objects
    found = await tools.faces.compare(await objects.get(stored[card]), [await objects.get(stored[selfie])], kind=CARD)
    return _outcome(found, card, selfie)


def _outcome(found: FaceMatch, card: str, selfie: str) -> Outcome:
    if "no_engine" in (*found.problems_card, *found.problems_selfie):
        reasons: list[Reason] = [Reason("no_engine", FACE_PROBLEMS["no_engine"], selfie)]
    else:
        reasons = [Reason(code, ON_CARD + FACE_PROBLEMS.get(code, code), card) for code in found.problems_card]
        reasons += [Reason(code, ON_SELFIE + FACE_PROBLEMS.get(code, code), selfie) for code in found.problems_selfie]
    return Outcome(
        score=found.score,
        provider=found.provider,
        version=found.version,
        reasons=tuple(reasons),
        problems=(*found.problems_card, *found.problems_selfie),
        facts={"similarity": found.similarity},
        took_ms=found.took_ms,
    )
