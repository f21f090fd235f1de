"""The principal behind an agent (委托人): the link by which they sign, and what counts when they signed on paper.

The link names transfer and side and nobody: it leads to the version in force, so that a change does not ask for a new
one. Who opens it proves to be the principal by the end of their identity number and an own phone; from then on they
sign as everybody does (:mod:`backend.documents.sign`).
"""

from dataclasses import dataclass
from datetime import timedelta

from backend.documents.confirm import deal_name
from backend.documents.errors import (
    NoPrincipal,
    PaperReasonNeeded,
    PrincipalElsewhere,
    PrincipalIsAgent,
    PrincipalPhoneTaken,
    PrincipalUnproved,
    SignedByEverybody,
    SigningPhoneMalformed,
)
from backend.documents.facts import SignerState
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.sign import go_on
from backend.kit import clock
from backend.kit.audit import salted
from backend.kit.database import Work
from backend.kit.keyvalue import RateLimit, check, forget
from backend.kit.tools import Kit
from backend.rules.numbers import judge_mobile
from backend.rules.numbers.text import tidy_number

PURPOSE = "principal"
# As long as an access code lives: long enough for somebody who is travelling.
LINK_LIVES = timedelta(days=7)
# Day of birth, serial and check letter: 31,000 possible ends, of which ten may be tried a day.
TAIL = 6
LIMITS = (
    RateLimit("principal-hour", 5, timedelta(hours=1)),
    RateLimit("principal-day", 10, timedelta(days=1)),
)
PRINCIPALS = {"seller_p": "seller", "buyer_p": "buyer"}
LEAST_REASON, MOST_REASON = 2, 150


@dataclass(frozen=True, slots=True)
class PrincipalFacts:
    """What a link shows before anybody proved anything: of which car (its plate's end), and whose place it is.

    ``side`` is seller_p or buyer_p; ``agent`` the agent's name, first letter only; ``claimed`` by anybody.
    """

    set: str
    transfer: str
    side: str
    deal: str
    agent: str
    state: str
    claimed: bool
    mine: bool


def principal_token(kit: Kit, transfer: str, side: str) -> str:
    """The token for the principal's link; who may give it away is the caller's to check."""
    if side not in PRINCIPALS:
        raise NoPrincipal
    return kit.signer.sign({"t": transfer, "s": side}, PURPOSE, clock.now() + LINK_LIVES)


async def principal_of(work: Work, token: str) -> PrincipalFacts:
    """What the link leads to. Raises TokenInvalid, TokenExpired, NoPrincipal where nobody waits for it any more."""
    row, signer = await _behind(work, token)
    agent = await Signer.get_or_none(set_id=row.id, side=PRINCIPALS[signer.side])
    return PrincipalFacts(
        set=row.public_id,
        transfer=row.transfer,
        side=signer.side,
        deal=deal_name(await Document.filter(set_id=row.id).order_by("id")),
        agent=f"{agent.name[:1]}**" if agent else "",
        state=signer.state,
        claimed=bool(signer.owner),
        mine=bool(signer.owner) and signer.owner == work.actor.id,
    )


async def claim_principal(work: Work, token: str, *, id_tail: str, phone: str) -> str:
    """The acting owner says to be the principal; the set to sign. Claiming again changes the phone and nothing else.

    ``id_tail`` are the last six letters of the principal's identity number; tries are counted by link, whoever makes
    them. Raises the link's refusals, PrincipalIsAgent for a WeChat or a phone that signs for another side, and
    PrincipalUnproved, SigningPhoneMalformed, PrincipalElsewhere, TooManyRequests.
    """
    row, signer = await _behind(work, token, lock=True)
    owner = work.actor.id
    if signer.owner and signer.owner != owner:
        raise PrincipalElsewhere
    if signer.state != "waiting":
        return row.public_id
    others = await Signer.filter(set_id=row.id).exclude(id=signer.id)
    if any(one.owner == owner for one in others):
        raise PrincipalIsAgent
    for limit in LIMITS:
        await check(work.kit.keyvalue, limit, f"{row.transfer}:{signer.side}")
    if not signer.id_number or tidy_number(id_tail) != tidy_number(signer.id_number)[-TAIL:]:
        raise PrincipalUnproved(field="id_tail")
    judged = judge_mobile(phone)
    if not judged.valid:
        raise SigningPhoneMalformed(field="phone")
    if any(one.phone == judged.normalised for one in others):
        raise PrincipalPhoneTaken(field="phone")
    for limit in LIMITS:
        await forget(work.kit.keyvalue, limit, f"{row.transfer}:{signer.side}")
    signer.owner, signer.phone, signer.way = owner, judged.normalised, "phone"
    await signer.save(update_fields=["owner", "phone", "way"])
    facts = {"set": row.public_id, "side": signer.side, "phone": salted(judged.normalised)}
    await work.record("documents.principal_came", row.transfer, **facts)
    work.announce(f"transfer:{row.transfer}", set=row.public_id, came=signer.side)
    return row.public_id


async def sign_on_paper(work: Work, *, set_id: str, side: str, reason: str) -> SignerState:
    """A clerk saw the principal's signature, or a company's seal, on a paper original: ``reason`` says which and where.

    Who may, and what counts as a reason (:func:`paper_reason`), is the caller's to see to. Saying it again changes
    nothing. Raises NoPrincipal for a side that signs for itself, SignedByEverybody.
    """
    row = await DocumentSet.filter(public_id=set_id).select_for_update().first()
    signer = await Signer.get_or_none(set_id=row.id, side=side) if row and side in PRINCIPALS else None
    if row is None or signer is None or row.state == "void":
        raise NoPrincipal
    if signer.state == "signed":
        return signer.facts()
    if row.state != "signing":
        raise SignedByEverybody
    signer.way, signer.state, signer.at, signer.reason = "paper", "signed", clock.now(), reason[:200]
    await signer.save(update_fields=["way", "state", "at", "reason"])
    await work.record("documents.signed_on_paper", row.transfer, set=set_id, side=side)
    work.announce(f"transfer:{row.transfer}", set=set_id, signed=side)
    await go_on(work, row)
    return signer.facts()


def paper_reason(text: str) -> str:
    """What was seen on paper and where it is kept, 2 to 150 letters; else PaperReasonNeeded."""
    reason = " ".join(text.split())
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        raise PaperReasonNeeded(field="reason")
    return reason


async def _behind(work: Work, token: str, *, lock: bool = False) -> tuple[DocumentSet, Signer]:
    named = work.kit.signer.verify(token, PURPOSE)
    rows = DocumentSet.filter(transfer=named["t"]).order_by("-version")
    row = await (rows.select_for_update() if lock else rows).first()
    signer = await Signer.get_or_none(set_id=row.id, side=named["s"]) if row else None
    if row is None or signer is None or row.state in {"void", "preparing"}:
        raise NoPrincipal
    return row, signer
