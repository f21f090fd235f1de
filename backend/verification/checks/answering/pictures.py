"""Photographs (照片真伪): taken of the original, and of nobody else's case before."""

import asyncio
from typing import Any

from backend import collection
from backend.collection import PartyFacts
from backend.gateways.forgery import Inspection
from backend.kit import clock
from backend.kit import tools as machine
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.verification.checks.answering.likeness import likeness
from backend.verification.checks.answering.marks import closest, marks_of
from backend.verification.checks.kinds import LIKE_A_PRINT
from backend.verification.checks.outcome import Outcome, Reason, trouble
from backend.verification.models import Check, PictureMark

GONE = trouble("picture_gone", "照片已删除，请核对证件原件。")


async def recaptured(row: Check, tools: Any) -> Outcome:
    """翻拍检测: of a screen, a print, a screenshot, or with something pasted in; its fingerprint is kept on the way."""
    data = await _original(row, tools)
    if data is None:
        return GONE
    seen: Inspection = await tools.inspector.inspect(data)
    mark = await _keep_mark(row, seen.fingerprint)
    left_out = {"print"} if mark.kind in LIKE_A_PRINT else set()
    reasons = tuple(
        Reason(one.code, one.sentence, row.evidence[0], one.boxes) for one in seen.reasons if one.kind not in left_out
    )
    return Outcome(
        score=max(score for kind, score in seen.scores.items() if kind not in left_out),
        provider=seen.provider,
        version=seen.version,
        reasons=reasons,
        facts={"scores": seen.scores, "quality": seen.quality},
        took_ms=seen.took_ms,
    )


async def seen_before(row: Check, tools: Any) -> Outcome:
    """照片重复使用: the same shot in another person's case, over everything that was ever sent."""
    begun = clock.monotonic()
    mark = await PictureMark.get_or_none(evidence=row.evidence[0])
    if mark is None:
        data = await _original(row, tools)
        if data is None:
            return GONE
        mark = await _keep_mark(row, (await tools.inspector.inspect(data)).fingerprint)
    mark.person = person_behind(await collection.party_facts(row.collection), mark.kind)
    await PictureMark.filter(id=mark.id).update(person=mark.person)
    best = Outcome(0, "local", "marks-1")
    for other in await closest(mark):
        score = 100 if other.sha256 == mark.sha256 else await _compared(mark, other, tools)
        if score > (best.score or 0):
            sentence = "同一张照片出现在另一人的业务中，请核对证件原件，并请本人当场重拍。"
            if score < 100:
                sentence = "与另一人业务中的一张照片极为相似，请核对证件原件，或请本人当场重拍。"
            reason = Reason("seen_before", sentence, row.evidence[0])
            best = Outcome(score, "local", "marks-1", (reason,), facts={"other": other.evidence})
    took = round((clock.monotonic() - begun) * 1000)
    return Outcome(best.score, best.provider, best.version, best.reasons, facts=best.facts, took_ms=took)


def person_behind(party: PartyFacts, kind: str) -> str:
    """The blind index of whose paper or face a photograph shows; empty while unknown."""
    group = party.agent if kind.startswith("agent_") else party.signer if kind == "selfie" else party.principal
    number = group.get("id_number")
    if kind not in {"selfie"} and not kind.startswith("agent_") and party.party_kind == "company":
        number = party.company.get("credit_code")
    return machine.installed().blind.of("identity", number.value) if number else ""


async def _original(row: Check, tools: Any) -> bytes | None:
    stored = {one.id: one.object for one in await collection.originals_of(row.collection)}
    key = stored.get(row.evidence[0])
    return await tools.kit.objects.get(key) if key else None


async def _keep_mark(row: Check, fingerprint: int) -> PictureMark:
    party = await collection.party_facts(row.collection)
    picture = next(one for one in party.evidence if one.id == row.evidence[0])
    async with unit_of_work(SYSTEM):
        known = await PictureMark.get_or_none(evidence=picture.id)
        if known is not None:
            return known
        marks, bands = marks_of(fingerprint)
        return await PictureMark.create(
            evidence=picture.id,
            collection=row.collection,
            kind=picture.kind,
            owner=party.owner,
            person=person_behind(party, picture.kind),
            sha256=picture.sha256,
            marks=marks,
            band0=bands[0],
            band1=bands[1],
            band2=bands[2],
            band3=bands[3],
            at=clock.now(),
        )


async def _compared(mark: PictureMark, other: PictureMark, tools: Any) -> int:
    """How alike the two really are, 0 to 99; cards of two people look alike from afar."""
    pictures = []
    for one in (mark, other):
        stored = {file.id: file.object for file in await collection.originals_of(one.collection)}
        if one.evidence not in stored:
            return 0
        pictures.append(await tools.kit.objects.get(stored[one.evidence]))
    return await asyncio.to_thread(likeness, *pictures)
