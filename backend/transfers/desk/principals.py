"""Principals behind agents (委托人): their own phone, and how they sign: on paper, by a link of their own, reminded."""

from datetime import timedelta

from backend import collection, documents, stations
from backend.collection import PartyFacts
from backend.documents import SignerState
from backend.kit.database import Work
from backend.kit.keyvalue import RateLimit, check
from backend.rules.numbers import judge_landline, judge_mobile
from backend.rules.sentences import say
from backend.transfers.desk.hold import hold, must_be, note
from backend.transfers.desk.paperwork.agency import acts_for_another, seen_by
from backend.transfers.errors import NothingToSign, PrincipalPhoneUnfit
from backend.transfers.history import SIDES
from backend.transfers.models import Transfer
from backend.transfers.states import State

# side of a signer -> the side of the transfer whose phone hears of it.
HEARD_BY = {"seller": "seller", "buyer": "buyer", "seller_p": "seller", "buyer_p": "buyer"}
# Who is reminded more often stops reading.
ONE_REMINDER = RateLimit("sign-reminder", 1, timedelta(minutes=10))


def phone_typed(party: PartyFacts | None, side: str, text: str) -> str | None:
    """``text`` as the principal's own phone of that side, None where it is empty: the papers then print a stroke.

    A company may have a fixed line. Raises PrincipalPhoneUnfit beside the field.
    """
    field, text = f"{side}_phone", text.strip()
    if not text:
        return None
    if party is None or not acts_for_another(party):
        sentence = f"{SIDES[side]}由本人办理，手机号以短信验证的为准，不用填写委托人电话。"
        raise PrincipalPhoneUnfit(field=field, sentence=sentence)
    judged = judge_mobile(text)
    if judged.reasons and party.party_kind == "company":
        fixed = judge_landline(text)
        judged = judged if fixed.reasons else fixed
    if judged.reasons:
        raise PrincipalPhoneUnfit(field=field, sentence=say(judged.reasons[0]))
    if party.by_agent and judged.normalised == party.phone:
        raise PrincipalPhoneUnfit(field=field, sentence="这是代办人的手机号，请填写委托人本人的；没有的留空。")
    return judged.normalised


async def sign_on_paper(work: Work, transfer: str, side: str, reason: str) -> None:
    """The acting clerk saw the principal's signature or seal on a paper original; ``reason`` says which, and where.

    Raises TransferNotFound, StepOutOfOrder, and what ``documents.sign_on_paper`` refuses.
    """
    row = await _waiting(work, transfer)
    signer = await _signer(row, side)
    if signer.state == "signed":
        return
    # Told first: the last signature moves the transfer on.
    reason = documents.paper_reason(reason)
    await note(work, row, "signed_on_paper", side=HEARD_BY.get(side, ""), reason=reason)
    checked = seen_by(reason, await stations.staff_name(work.actor.id))
    await documents.sign_on_paper(work, set_id=row.document_set, side=side, reason=checked)


async def remind(work: Work, transfer: str, side: str) -> None:
    """Ask a signer again: on the phone of their side, for a principal has no other way to us than the agent.

    Raises TransferNotFound, StepOutOfOrder, NothingToSign for who has signed, TooManyRequests within ten minutes.
    """
    row = await _waiting(work, transfer)
    if side not in HEARD_BY or (await _signer(row, side)).state != "waiting":
        raise NothingToSign
    await check(work.kit.keyvalue, ONE_REMINDER, f"{row.document_set}:{side}")
    await collection.notify(work, getattr(row, HEARD_BY[side]), "principal" if side.endswith("_p") else "signing")
    await note(work, row, "reminded", side=HEARD_BY[side], whom="委托人" if side.endswith("_p") else "")
    await work.record("transfer.reminded", row.public_id, set=row.document_set, side=side)


async def principal_link(work: Work, transfer: str, side: str) -> str:
    """The token for the link of the principal on ``side`` (seller_p, buyer_p): for the clerk, and for the agent.

    Raises TransferNotFound for others, StepOutOfOrder, NoPrincipal where nobody acts for that side.
    """
    if work.actor.kind == "owner":
        row = await Transfer.named(transfer)
        if row is None or getattr(row, f"{HEARD_BY.get(side, 'seller')}_owner") != work.actor.id:
            raise documents.NoPrincipal
        must_be(row, {State.SIGNING})
    else:
        row = await _waiting(work, transfer)
    await _signer(row, side)
    return documents.principal_token(work.kit, row.public_id, side)


async def _signer(row: Transfer, side: str) -> SignerState:
    papers = await documents.set_facts(row.document_set)
    signer = next((one for one in papers.signers if one.side == side), None)
    if signer is None:
        raise documents.NoPrincipal
    return signer


async def _waiting(work: Work, transfer: str) -> Transfer:
    row = await hold(work, transfer)
    must_be(row, {State.SIGNING})
    return row
