"""Beginning and finding collections (开始采集), and choosing the side (选择办理身份)."""

from backend.collection.errors import (
    AlreadySubmitted,
    CollectionUnknown,
    PartyUnfit,
    RoleFixed,
    TooManyCollections,
)
from backend.collection.facts import CollectionCard
from backend.collection.models import Answer, Collection, ReturnedItem
from backend.collection.models.parties import OWNERS_TURN
from backend.kit import clock, ids
from backend.kit.database import Work

# A dealer may have a dozen cars in hand; more unfinished ones are a script.
MOST_UNFINISHED = 30
ROLE_NAMES = {"seller": "卖方", "buyer": "买方"}
PARTY_KINDS = frozenset({"person", "company"})
# The number by which one side is told from the other.
INDEXED = {"principal": "id_number", "company": "credit_code"}


async def begin(work: Work, role: str = "") -> str:
    """Begin a collection for the owner who acts, or go on with one that is still untouched; its public id.

    ``role`` (seller or buyer) is given where an invitation or a station's link decides it. Asking twice gives the
    same collection.
    """
    mine = await Collection.of_owner(work.actor.id)
    for row in mine:
        if row.state == "filling" and row.version == 0 and row.role == role and not (row.deal or row.transfer):
            return row.public_id
    if sum(row.state in OWNERS_TURN for row in mine) >= MOST_UNFINISHED:
        raise TooManyCollections
    row = await Collection.create(public_id=ids.public_id(), owner=work.actor.id, role=role, created_at=clock.now())
    await work.record("collection.begun", row.public_id, role=role)
    return row.public_id


async def mine(work: Work) -> list[CollectionCard]:
    """The acting owner's collections, newest first, without those taken back."""
    return [await _card(row) for row in await Collection.of_owner(work.actor.id)]


async def choose_party(work: Work, collection: str, role: str, party_kind: str, by_agent: bool) -> None:
    """Say who this is: seller or buyer, person or company, in person or by an agent. May be changed until sent.

    Photographs already sent stay; those that no longer apply are not asked about.
    """
    row = await editable(work, collection, "party")
    if role not in ROLE_NAMES or party_kind not in PARTY_KINDS:
        raise PartyUnfit(field="role" if role not in ROLE_NAMES else "party_kind")
    if (row.deal or row.transfer) and row.role and row.role != role:
        raise RoleFixed(field="role", role=ROLE_NAMES[row.role])
    # A company always acts through a person; that person is the agent in every document.
    chosen = (role, party_kind, by_agent and party_kind == "person")
    if chosen == (row.role, row.party_kind, row.by_agent):
        return
    row.role, row.party_kind, row.by_agent = chosen
    row.identity_index = await _identity_index(work, row)
    await row.keep("role", "party_kind", "by_agent", "identity_index")
    await work.record("collection.party_chosen", collection, role=role, party_kind=party_kind, by_agent=chosen[2])
    tell_page(work, row)


async def owned(work: Work, collection: str) -> Collection:
    """The acting owner's collection, locked for this unit of work, or :class:`CollectionUnknown`."""
    row = await Collection.filter(public_id=collection).select_for_update().first()
    if row is None or work.actor.kind != "owner" or row.owner != work.actor.id or row.state == "withdrawn":
        raise CollectionUnknown
    return row


async def editable(work: Work, collection: str, *tasks: str) -> Collection:
    """As :func:`owned`, where the owner may still change one of ``tasks``: before sending, or what was sent back."""
    row = await owned(work, collection)
    if row.state == "filling":
        return row
    sent_back = ReturnedItem.filter(collection=collection, task__in=tasks, closed_at=None)
    if row.state == "returned" and await sent_back.exists():
        return row
    raise AlreadySubmitted


def tell_page(work: Work, row: Collection) -> None:
    """Let the owner's open pages, on every device, look again."""
    work.announce(f"collection:{row.public_id}", state=row.state, version=row.version)


async def _identity_index(work: Work, row: Collection) -> str:
    """Of the answers that now apply: a company that was a person is found by its credit code."""
    group = "company" if row.party_kind == "company" else "principal"
    answer = (await Answer.in_force(row.public_id)).get(group, {}).get(INDEXED[group])
    return work.kit.blind.of("identity", answer.value) if answer else ""


async def _card(row: Collection) -> CollectionCard:
    known = await Answer.in_force(row.public_id)
    plate = known.get("vehicle", {}).get("plate_number")
    return CollectionCard(
        id=row.public_id,
        role=row.role,
        party_kind=row.party_kind,
        state=row.state,
        transfer=row.transfer,
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        summary=plate.value if plate else "",
    )
