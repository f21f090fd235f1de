"""Deals (约定交易): an invitation joins two collections, and both sides confirm one price."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import F

from backend.collection.begin import begin, owned, tell_page
from backend.collection.desk.notify import notify
from backend.collection.errors import (
    InOtherDeal,
    InviteOver,
    InviteTaken,
    NoDeal,
    NotClaimable,
    PartyFirst,
    PriceChanged,
    PriceMalformed,
    PriceSettled,
    SameParty,
)
from backend.collection.facts import DealFacts
from backend.collection.models import Collection, Deal
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.rules.money import Fen

PURPOSE = "deal-invitation"
INVITATION_LIFETIME = timedelta(days=7)
HIGHEST_PRICE_FEN = 9_999_999_999
OTHER = {"seller": "buyer", "buyer": "seller"}


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to send to the other side: the face puts ``token`` into its address."""

    token: str
    expires_at: datetime
    role: str  # whom it invites
    price_fen: int


async def invite(work: Work, collection: str, price_fen: int) -> Invitation:
    """Invite the other side to the acting owner's collection at a price in fen, which this confirms for one's own side.

    Inviting again gives a link to the same deal. Raises PartyFirst, PriceMalformed, PriceSettled.
    """
    row = await owned(work, collection)
    if not row.role:
        raise PartyFirst
    if not row.deal:
        _check_price(price_fen)
        _may_still_agree(row)
        side: dict[str, Any] = {row.role: row.public_id, f"{row.role}_confirmed": True}
        deal = await Deal.create(public_id=ids.public_id(), price_fen=price_fen, created_at=clock.now(), **side)
        row.deal = deal.public_id
        await row.keep("deal")
        await work.record("deal.opened", deal.public_id, collection=collection, price_fen=price_fen)
    else:
        deal = await Deal.get(public_id=row.deal)
        if price_fen != deal.price_fen:
            await set_price(work, collection, price_fen)
    expires = clock.now() + INVITATION_LIFETIME
    role = OTHER[row.role]
    token = work.kit.signer.sign({"d": row.deal, "r": role, "c": collection}, PURPOSE, expires)
    tell_page(work, row)
    return Invitation(token, expires, role, price_fen)


async def invitation(work: Work, token: str) -> DealFacts:
    """What an invitation offers, for the page that shows it before anybody logs in. Raises the signer's refusals."""
    said = work.kit.signer.verify(token, PURPOSE)
    deal = await Deal.get_or_none(public_id=said["d"])
    if deal is None or deal.side(OTHER[said["r"]]) != said["c"]:
        raise InviteOver
    return await _facts(deal, said["r"])


async def join(work: Work, token: str, collection: str = "") -> str:
    """Accept an invitation with a collection of the acting owner, or with a new one; its public id.

    The same owner may open the link again; a third person gets InviteTaken, the inviter SameParty.
    """
    offered = await invitation(work, token)
    role = offered.role
    deal = await Deal.filter(public_id=offered.id).select_for_update().get()
    inviter = await Collection.get(public_id=deal.side(OTHER[role]))
    if inviter.owner == work.actor.id:
        raise SameParty
    if taken := deal.side(role):
        if await Collection.filter(public_id=taken, owner=work.actor.id).exists():
            return taken
        raise InviteTaken
    row = await _joining(work, collection or await begin(work, role), role, inviter)
    # Of two people who accept at the same instant one is first.
    if not await Deal.filter(id=deal.id, **{role: ""}).update(**{role: row.public_id, f"{role}_confirmed": False}):
        raise InviteTaken
    row.deal, row.role = deal.public_id, role
    await row.keep("deal", "role")
    await work.record("deal.joined", deal.public_id, collection=row.public_id, role=role)
    await notify(work, inviter.public_id, "joined")
    for one in (row, inviter):
        tell_page(work, one)
    return row.public_id


async def deal_of(work: Work, collection: str) -> DealFacts | None:
    """The acting owner's deal as their side sees it, or None."""
    row = await owned(work, collection)
    return await _facts(await Deal.get(public_id=row.deal), row.role) if row.deal else None


async def set_price(work: Work, collection: str, price_fen: int) -> None:
    """Change the price, in fen: confirmed by this side, to be confirmed anew by the other."""
    row, deal = await _mine(work, collection)
    _check_price(price_fen)
    if deal.price_fen == price_fen and deal.confirmed_by(row.role):
        return
    changed = deal.price_fen != price_fen
    deal.price_fen = price_fen
    deal.seller_confirmed = row.role == "seller" or (deal.seller_confirmed and not changed)
    deal.buyer_confirmed = row.role == "buyer" or (deal.buyer_confirmed and not changed)
    await deal.save(update_fields=["price_fen", "seller_confirmed", "buyer_confirmed"])
    await work.record("deal.price_set", deal.public_id, collection=collection, price_fen=price_fen)
    await _tell_both(work, row, deal, "price_changed" if changed else None)


async def confirm_price(work: Work, collection: str, price_fen: int) -> None:
    """Confirm the price one saw; PriceChanged when it is no longer that."""
    row, deal = await _mine(work, collection)
    if deal.price_fen != price_fen:
        raise PriceChanged(price=Fen(deal.price_fen).grouped(), price_fen=deal.price_fen)
    if deal.confirmed_by(row.role):
        return
    await Deal.filter(id=deal.id).update(**{f"{row.role}_confirmed": True})
    await work.record("deal.price_confirmed", deal.public_id, collection=collection, price_fen=price_fen)
    await _tell_both(work, row, deal, None)


async def leave_deal(work: Work, row: Collection) -> None:
    """Take a collection out of its deal, as withdrawing does; the other side is told and may invite again."""
    if not row.deal:
        return
    deal = await Deal.get(public_id=row.deal)
    await Deal.filter(id=deal.id).update(**{row.role: "", f"{row.role}_confirmed": False})
    if partner := deal.side(OTHER[row.role]):
        await notify(work, partner, "left")
    row.deal = ""
    await row.keep("deal")
    await work.record("deal.left", deal.public_id, collection=row.public_id)


async def _joining(work: Work, collection: str, role: str, inviter: Collection) -> Collection:
    row = await owned(work, collection)
    if row.deal:
        raise InOtherDeal
    if row.role not in {"", role}:
        raise InOtherDeal
    if row.transfer or row.state not in {"filling", "submitted"}:
        raise NotClaimable
    if row.identity_index and row.identity_index == inviter.identity_index:
        raise SameParty
    return row


async def _mine(work: Work, collection: str) -> tuple[Collection, Deal]:
    row = await owned(work, collection)
    if not row.deal:
        raise NoDeal
    deal = await Deal.filter(public_id=row.deal).select_for_update().get()
    for name in (deal.seller, deal.buyer):
        if name:
            _may_still_agree(await Collection.get(public_id=name))
    return row, deal


def _may_still_agree(row: Collection) -> None:
    """Once a station has one side, the clerk works with the price. A direct start is still being filled."""
    if row.state in {"claimed", "returned"}:
        raise PriceSettled


def _check_price(price_fen: int) -> None:
    if not 0 < price_fen <= HIGHEST_PRICE_FEN:
        raise PriceMalformed(field="price_fen")


async def _tell_both(work: Work, row: Collection, deal: Deal, text_key: str | None) -> None:
    partner = deal.side(OTHER[row.role])
    for name in (row.public_id, partner):
        if name:
            await Collection.filter(public_id=name).update(version=F("version") + 1)
            work.announce(f"collection:{name}", deal=deal.public_id)
    if text_key and partner:
        await notify(work, partner, text_key)


async def _facts(deal: Deal, role: str) -> DealFacts:
    other = OTHER[role]
    partner = await Collection.get_or_none(public_id=deal.side(other)) if deal.side(other) else None
    return DealFacts(
        id=deal.public_id,
        role=role,
        price_fen=deal.price_fen,
        mine_confirmed=deal.confirmed_by(role),
        other_confirmed=deal.confirmed_by(other),
        other_joined=partner is not None,
        other_state=partner.state if partner else "",
        agreed_fen=deal.agreed_fen,
    )
