"""The two sides of a transfer (双方资料): entering, what is copied from them, leaving."""

from backend import collection, verification
from backend.collection import PartyFacts
from backend.kit.database import Work
from backend.transfers.desk.hold import write
from backend.transfers.desk.value import value
from backend.transfers.errors import SideTaken
from backend.transfers.history import SIDES
from backend.transfers.models import Correction, Transfer
from backend.transfers.states import State
from backend.transfers.view.terms import refresh_terms

# Columns of the transfer that repeat the licence, for lists, searches and statistics.
COPIED = ("plate_number", "vin", "brand_model", "vehicle_type", "use_character", "registered_on")


def is_complete(party: PartyFacts) -> bool:
    """Whether the owner has sent everything and nothing is with them again."""
    return party.state in {"submitted", "claimed"}


async def enter(work: Work, row: Transfer, party: PartyFacts, action: str, code: str = "") -> None:
    """Put a collection on its side of the transfer; raises SideTaken when another one is there."""
    side = party.role
    if getattr(row, side) not in ("", party.collection):
        raise SideTaken(side=SIDES[side])
    setattr(row, side, party.collection)
    setattr(row, f"{side}_owner", party.owner)
    if party.agreed_price_fen and row.price_fen is None:
        row.price_fen = party.agreed_price_fen
    await copy_facts(work, row, party, code)
    await step_on(work, row, action, side)


async def fill(work: Work, row: Transfer, party: PartyFacts, action: str) -> None:
    """The owner sent everything, or what was sent back: take it over and go on to the review when both are complete."""
    if party.agreed_price_fen and row.price_fen is None:
        row.price_fen = party.agreed_price_fen
    await copy_facts(work, row, party)
    await step_on(work, row, action, party.role)


async def leave(work: Work, row: Transfer, side: str) -> None:
    """The owner took the collection back: the side is empty again and the transfer waits for another."""
    for name, nothing in (("", ""), ("_owner", ""), ("_ready", False), ("_name", ""), ("_kind", ""), ("_phone", None)):
        setattr(row, f"{side}{name}", nothing)
    if side == "seller":
        copy_vehicle(row, {})
        await value(work, row)
    await refresh_terms(work, row, await parties_of(row))
    back = State.COLLECTING if row.step in {State.REVIEWING, State.SIGNING} else None
    await write(work, row, "side_left", back, changed=[side], side=side)


async def parties_of(row: Transfer) -> list[PartyFacts]:
    """The facts of the sides that are there."""
    return [await collection.party_facts(name) for name in (row.seller, row.buyer) if name]


async def both_parties(row: Transfer) -> tuple[PartyFacts | None, PartyFacts | None]:
    """Seller and buyer, as far as they are there."""
    seller = await collection.party_facts(row.seller) if row.seller else None
    buyer = await collection.party_facts(row.buyer) if row.buyer else None
    return seller, buyer


async def vehicle_in_force(row: Transfer, seller: PartyFacts | None) -> dict[str, str]:
    """The vehicle's values by name: the owner's answers, a clerk's corrections over them."""
    values = {name: field.value for name, field in seller.vehicle.items()} if seller else {}
    return values | {name: one.value for name, one in (await Correction.in_force(row.public_id)).items()}


async def copy_facts(work: Work, row: Transfer, party: PartyFacts, code: str = "") -> None:
    """Copy what lists, searches and statistics need of one side into the row; the caller saves it."""
    side = party.role
    setattr(row, f"{side}_ready", party.state == "claimed")
    setattr(row, f"{side}_name", party.display_name)
    setattr(row, f"{side}_kind", party.party_kind)
    await verification.at_station(work, party.collection, row.station)
    if party.by_agent:
        row.trade = "entrusted"  # DOMAIN §8.4; a clerk may say otherwise
    if side == "seller":
        copy_vehicle(row, await vehicle_in_force(row, party))
        await value(work, row)
    await refresh_terms(work, row, await parties_of(row), code)


def copy_vehicle(row: Transfer, values: dict[str, str]) -> None:
    """Copy the vehicle's values in force, cut to the columns' lengths."""
    for name in COPIED:
        longest = Transfer._meta.fields_map[name].max_length  # type: ignore[attr-defined]
        setattr(row, name, values.get(name, "")[:longest])


async def step_on(work: Work, row: Transfer, action: str, side: str) -> None:
    """Write that a side changed, and take the step that follows from it, if any."""
    to = None
    if row.step is State.DRAFT:
        to = State.COLLECTING
    elif row.step is State.COLLECTING and row.seller_ready and row.buyer_ready:
        to = State.REVIEWING
    await write(work, row, action, to, changed=[side], side=side)
