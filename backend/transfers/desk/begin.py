"""Opening a transfer and letting the two sides in (新建与接收): by access code, by deal, or by the station's own QR."""

from dataclasses import dataclass
from datetime import timedelta

from backend import collection, stations
from backend.collection import PartyFacts
from backend.kit import clock, ids
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.transfers.desk.hold import hold, must_be, note
from backend.transfers.desk.sides import enter, is_complete
from backend.transfers.errors import SideTaken, TransferNotFound
from backend.transfers.history import SIDES
from backend.transfers.models import Transfer
from backend.transfers.states import OPEN
from backend.transfers.view.terms import transfer_with_code

# 18 digits: date, station, business code, running number of the day (DOMAIN §5.7).
BUSINESS_CODE = "01"
# Longer than a day at the market; a photograph of the screen is worthless tomorrow.
START_LINK_LIVES = timedelta(hours=24)
PURPOSE = "start"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a scanned code led to: the transfer, the side it filled, and whether the transfer is new."""

    transfer: str
    side: str
    opened: bool


async def open_transfer(work: Work) -> str:
    """Open an empty transfer at the acting clerk's station (现场直接办理); its public id."""
    return (await _open(work, ids.public_id())).public_id


async def take_code(work: Work, code: str, transfer: str | None = None, *, address: str = "") -> Taken:
    """Take the collection behind an access code into ``transfer``, or into a new one.

    A deal's other side comes along when it is there already. The same code scanned again at the same station leads to
    the transfer it is in. Raises the refusals of ``collection.claim``, SideTaken, StepOutOfOrder, TransferNotFound.
    """
    _must_be_clerk(work)
    known = await transfer_with_code(work, code)
    if known and transfer in (None, known.public_id):
        return Taken(known.public_id, "", False)
    row = await hold(work, transfer) if transfer else None
    if row is not None:
        must_be(row, OPEN)
    # The code is claimed for a name before the transfer of that name exists: a refusal leaves nothing behind.
    name = row.public_id if row else ids.public_id()
    try:
        claimed = await collection.claim(work, code, name, address)
    except collection.AccessCodeUsed as used:
        # Another desk of this station pressed at the same instant: both go on with the one transfer.
        if transfer is None and (theirs := used.facts.get("transfer")):
            return Taken(str(theirs), "", False)
        raise
    party = await collection.party_facts(claimed)
    row, opened = (row, False) if row else (await _open(work, name), True)
    await enter(work, row, party, "code_taken", code=code)
    await _bring_other_side(work, row, party)
    return Taken(row.public_id, party.role, opened)


async def start_link(work: Work, transfer: str, side: str) -> str:
    """The token for the QR that lets one phone begin its collection inside ``transfer``; good for 24 hours.

    ``side`` is seller or buyer. Raises SideTaken when the side is filled.
    """
    row = await hold(work, transfer)
    must_be(row, OPEN)
    if side not in SIDES or getattr(row, side):
        raise SideTaken(side=SIDES.get(side, ""))
    payload = {"transfer": row.public_id, "side": side}
    return work.kit.signer.sign(payload, PURPOSE, clock.now() + START_LINK_LIVES)


async def accept_start(work: Work, token: str) -> str:
    """The acting owner opened the station's QR: begin a collection and bind it to the transfer; its public id.

    Opening it again gives the same collection. Raises TokenInvalid, TokenExpired, TransferNotFound, SideTaken,
    StepOutOfOrder.
    """
    facts = work.kit.signer.verify(token, PURPOSE)
    side: str = facts["side"]
    row = await Transfer.locked(facts["transfer"])
    if row is None or work.actor.kind != "owner":
        raise TransferNotFound
    held: str = getattr(row, side)
    if held:
        if getattr(row, f"{side}_owner") == work.actor.id:
            return held
        raise SideTaken(side=SIDES[side])
    must_be(row, OPEN)
    begun = await collection.begin(work, side)
    await collection.bind(work, begun, row.public_id)
    await enter(work, row, await collection.party_facts(begun), "start_accepted")
    return begun


async def _open(work: Work, name: str) -> Transfer:
    _must_be_clerk(work)
    place, moment, today = await stations.station(work.actor.station), clock.now(), clock.today()
    count = await stations.next_number(work, place.public_id, f"transfer-{today:%m%d}", today.year)
    row = await Transfer.create(
        public_id=name,
        number=f"{today:%Y%m%d}{place.code}{BUSINESS_CODE}{count:04d}",
        station=place.public_id,
        opened_by=work.actor.id,
        opened_at=moment,
        changed_at=moment,
    )
    await note(work, row, "opened")
    await work.record("transfer.opened", name, number=row.number, station=place.public_id)
    work.announce(f"station:{row.station}", transfer=name, state=row.state, action="opened")
    return row


async def _bring_other_side(work: Work, row: Transfer, party: PartyFacts) -> None:
    if party.deal is None:
        return
    other = "buyer" if party.role == "seller" else "seller"
    name = (await collection.collections_of_deal(party.deal)).get(other)
    if not name or getattr(row, other):
        return
    facts = await collection.party_facts(name)
    if facts.transfer or not is_complete(facts):
        return  # it has its own code, or its owner is still busy: it will come by that code
    await collection.bind(work, name, row.public_id)
    await enter(work, row, await collection.party_facts(name), "deal_taken")


def _must_be_clerk(work: Work) -> None:
    if Role.CLERK not in work.actor.roles or not work.actor.station:
        raise TransferNotFound
