"""人证比对: the portrait on the card against the selfie, by whichever engine is installed."""

from typing import Any

from backend import collection
from backend.gateways.faces import CARD, FACE_PROBLEMS, FaceMatch
from backend.verification.checks.outcome import Outcome, Reason, trouble
from backend.verification.models import Check

NOT_AGREED = trouble(
    "receiver_not_agreed",
    "车主没有同意把人脸照片交给阿里云，照片没有送出。请经办人对照两张照片人工比对，或请车主重新同意后点“再核验一次”。",
)
ON_CARD, ON_SELFIE = "证件照片：", "本人照片："


async def match(row: Check, tools: Any) -> Outcome:
    """Compare both pictures of ``row``; numbers only, no embedding is kept (DOMAIN §11)."""
    card, selfie = row.evidence
    stored = {one.id: one.object for one in await collection.originals_of(row.collection)}
    if not {card, selfie} <= stored.keys():
        return trouble("picture_gone", "照片已删除，请经办人当面核对本人与证件。")
    if tools.faces.receiver:
        if not await collection.agreed_to(row.collection, "face", "faces"):
            return NOT_AGREED
        if (before := await _answered_before(row, tools.faces.name)) is not None:
            return before
    objects = tools.kit.objects
    found = await tools.faces.compare(await objects.get(stored[card]), [await objects.get(stored[selfie])], kind=CARD)
    return _outcome(found, card, selfie)


async def _answered_before(row: Check, provider: str) -> Outcome | None:
    """What a paid provider said of the very same pictures: it is not paid again, however often it is asked."""
    rows = Check.filter(collection=row.collection, kind=row.kind, state="done", provider=provider)
    for one in await rows.exclude(id=row.id).exclude(score=None).order_by("-id"):
        if one.evidence == row.evidence:
            reasons = tuple(Reason(**found) for found in one.reasons)  # type: ignore[arg-type]
            problems = tuple(one.facts.get("problems", ()))
            return Outcome(one.score, provider, one.version, reasons, problems, {"answered_by": one.public_id})
    return None


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
        cost_fen=found.cost_fen,
    )
