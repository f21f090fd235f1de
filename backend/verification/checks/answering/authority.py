"""公安认证 and 手机号实名: asked once for the same values, paid once, within the day's budget.

The row of :class:`AuthorityCall` is written before the question leaves, so that a crash in between is a question that
may have been paid, and is counted as such.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from backend import collection
from backend.gateways.authority import AuthorityAnswer
from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import VendorTrouble
from backend.verification.checks.answering.purse import must_reach
from backend.verification.checks.due import values_of
from backend.verification.checks.outcome import Outcome, Reason, trouble
from backend.verification.models import AuthorityCall, Check

# Whoever asks the same meanwhile waits for the answer instead of paying for another.
ON_ITS_WAY = timedelta(minutes=1)
Question = Callable[[str], Awaitable[AuthorityAnswer]]
OFF = trouble("authority_off", "公安认证没有开通，请经办人用证件原件当面核对。")
NOT_AGREED = trouble(
    "receiver_not_agreed",
    "车主同意的告知书没有写明公安认证，姓名和号码没有送出。请经办人用证件原件当面核对，或请车主重新同意后点“再核验一次”。",
)
UNKNOWN = trouble("values_missing", "缺少姓名或身份证号码，无法认证，请核对身份信息。")


async def person(row: Check, tools: Any) -> Outcome:
    """Name and number of ``row``'s subject. Faces stay here: the consent in force speaks of no other receiver."""
    party, authority = await collection.party_facts(row.collection), tools.authority
    name, number = values_of(party, row.subject)
    if not (name and number):
        return UNKNOWN
    if authority is None:
        return OFF
    if not await collection.agreed_to(row.collection, "privacy", "authority"):
        return NOT_AGREED
    return await _asked(tools, "person", (name, number), lambda out_id: authority.person(name, number, out_id))


async def owner_of_phone(row: Check, tools: Any) -> Outcome:
    """Whether the proved phone is registered to the one who holds it."""
    party, authority = await collection.party_facts(row.collection), tools.authority
    name, number = values_of(party, row.subject)
    if not (name and number and party.phone):
        return UNKNOWN
    if authority is None:
        return OFF
    if not await collection.agreed_to(row.collection, "privacy", "authority"):
        return NOT_AGREED
    values = (name, number, party.phone)
    return await _asked(tools, "phone", values, lambda out_id: authority.phone(*values, out_id))


async def _asked(tools: Any, action: str, values: tuple[str, ...], question: Question) -> Outcome:
    """The answer on file, or the authority's."""
    price = int(getattr(tools.settings, f"authority_{action}_fen"))
    fingerprint = tools.kit.blind.of("authority", "|".join((action, *values)))
    begun = clock.monotonic()
    known = await _begin(fingerprint, action, price, tools.settings.authority_daily_fen)
    if known.answer:
        return _outcome(AuthorityAnswer(**known.answer), tools, cost=0, took=0)
    try:
        told = await question(fingerprint)
    except VendorTrouble:
        await AuthorityCall.filter(id=known.id, answered_at=None).delete()
        raise
    async with unit_of_work(SYSTEM) as work:
        known.answer, known.request_id = asdict(told), told.request_id[:80]
        known.cost_fen, known.answered_at = told.cost_fen, clock.now()
        await known.save()
        await work.record("authority.asked", fingerprint, question=action, cost=told.cost_fen, code=told.code)
    return _outcome(told, tools, told.cost_fen, round((clock.monotonic() - begun) * 1000))


async def _begin(fingerprint: str, action: str, price: int, budget: int) -> AuthorityCall:
    async with unit_of_work(SYSTEM):
        known = await AuthorityCall.filter(fingerprint=fingerprint).select_for_update().first()
        if known is not None and known.answer:
            return known
        if known is not None and clock.now() - known.asked_at < ON_ITS_WAY:
            raise VendorTrouble("authority", "asked already", retry=True)
        await must_reach(budget, price, action)
        if known is None:
            known = AuthorityCall(fingerprint=fingerprint, action=action)
        known.cost_fen, known.day, known.asked_at = price, clock.today().isoformat(), clock.now()
        await known.save()
        return known


def _outcome(told: AuthorityAnswer, tools: Any, cost: int, took: int) -> Outcome:
    score = None
    if told.agrees is not None:
        score = told.score if told.score is not None else (100 if told.agrees else 0)
    return Outcome(
        score=score,
        provider=tools.authority.name,
        version=tools.authority.version,
        reasons=(Reason(told.code, told.sentence),),
        facts={"code": told.code, "agrees": told.agrees, "request": told.request_id},
        took_ms=took,
        cost_fen=cost,
    )
