"""Finding a person's sides (按人查找): by identity number, proved phone, or WeChat account (its public id).

A side may hold two people, the principal and an agent: each asks only for their own part. Whoever holds the phone (the
agent where there is one) is its ``holder``: theirs are account, phone, consents, face and signature.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from backend.collection.models import Answer, Collection
from backend.kit.database import Work
from backend.rules.numbers import same_identity_number

By = Literal["id_number", "phone", "owner"]
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class PersonSide:
    """One side in which the person appears, as ``principal`` or ``agent``; ``holder``: theirs is the phone."""

    collection: str
    owner: str
    role: str
    party_kind: str
    by_agent: bool
    state: str
    transfer: str
    part: str
    holder: bool
    name: str
    id_number: str
    phone: str


async def sides_of(work: Work, by: By, value: str) -> list[PersonSide]:
    """Every side of the person that ``value`` names, the oldest first; emptied ones only by their account."""
    blind = work.kit.blind
    if by == "owner":
        return [await _held_by(row) for row in await Collection.filter(owner=value[:20]).order_by("id")]
    if by == "phone":
        rows = await Collection.filter(phone_index=blind.of("mobile", value)).order_by("id")
        return [await _held_by(row) for row in rows]
    principals = Collection.filter(identity_index=blind.of("identity", value), party_kind="person")
    found = {row.public_id: await _side(row, "principal") for row in await principals.order_by("id")}
    for row in await _with_agent(value):
        found[row.public_id] = await _side(row, "agent")
    return list(found.values())


async def accounts_of(sides: Iterable[PersonSide]) -> tuple[list[str], list[str]]:
    """The WeChat accounts that these sides' holder used: those nobody else used, and those that others used too."""
    own: list[str] = []
    shared: list[str] = []
    mine = [side for side in sides if side.holder]
    numbers = {side.id_number for side in mine}
    for owner in dict.fromkeys(side.owner for side in mine):
        others = {await holder_number(row) for row in await Collection.filter(owner=owner)} - {""}
        (own if others <= numbers else shared).append(owner)
    return own, shared


async def holder_number(row: Collection) -> str:
    """The identity number of whoever holds the phone; empty while it is not known, or no more."""
    return await _number(row, holder_part(row))


def holder_part(row: Collection) -> str:
    """``agent`` where somebody stands at the phone for another person or a company."""
    return "agent" if row.party_kind == "company" or row.by_agent else "principal"


async def numbers_in_force(group: str, among: Iterable[str] | None = None) -> AsyncIterator[tuple[str, str]]:
    """(collection, identity number) of a group's answers that count, of all collections or some; page by page.

    The answers are encrypted and have no index: a person is asked for seldom, and by people.
    """
    wanted = list(among) if among is not None else None
    last: dict[str, str] = {}
    for start in range(0, len(wanted), PAGE) if wanted is not None else (0,):
        after = 0
        rows = Answer.filter(group=group, name="id_number")
        if wanted is not None:
            rows = rows.filter(collection__in=wanted[start : start + PAGE])
        while page := await rows.filter(id__gt=after).order_by("id").limit(PAGE):
            last |= {row.collection: row.value for row in page}
            after = page[-1].id
    for name, number in last.items():
        yield name, number


async def _with_agent(number: str) -> list[Collection]:
    names = [name async for name, one in numbers_in_force("agent") if same_identity_number(one, number)]
    rows = await Collection.filter(public_id__in=names).order_by("id") if names else []
    return [row for row in rows if holder_part(row) == "agent"]


async def _held_by(row: Collection) -> PersonSide:
    return await _side(row, holder_part(row))


async def _side(row: Collection, part: str) -> PersonSide:
    holder = part == holder_part(row)
    known = (await Answer.in_force(row.public_id)).get(part, {})
    return PersonSide(
        collection=row.public_id,
        owner=row.owner,
        role=row.role,
        party_kind=row.party_kind,
        by_agent=row.by_agent,
        state=row.state,
        transfer=row.transfer,
        part=part,
        holder=holder,
        name=known["name"].value if "name" in known else "",
        id_number=known["id_number"].value if "id_number" in known else "",
        phone=(row.phone or "") if holder else "",
    )


async def _number(row: Collection, part: str) -> str:
    answer = (await Answer.in_force(row.public_id)).get(part, {}).get("id_number")
    return answer.value if answer else ""
