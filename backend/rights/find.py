"""Who is meant (查找本人): by identity number, proved phone or WeChat account, and what else the person is known by."""

import re
from dataclasses import dataclass
from typing import Final

from backend import collection, documents, transfers, verification
from backend.collection import PersonSide
from backend.kit import clock
from backend.kit.audit import salted
from backend.kit.database import Work
from backend.rights.errors import NobodyNamed, SeveralPeople
from backend.rules.numbers import judge_mobile, judge_resident_id
from backend.rules.numbers.text import tidy_number

ACCOUNT: Final = re.compile(r"[0-9a-z]{20}", re.ASCII)
# Passports, permits and officers' cards; anything shorter is a slip of the finger.
OTHER_NUMBER: Final = re.compile(r"[0-9A-Z一-龥第号]{6,20}")
BY_NAMES: Final = {"id_number": "证件号码", "phone": "手机号", "owner": "微信账号编号"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody and where they appear. ``accounts`` are theirs alone, ``shared`` ones others used too.

    ``reference`` names the person in the audit: a keyed hash of what was asked for.
    """

    by: str
    reference: str
    sides: tuple[PersonSide, ...]
    accounts: tuple[str, ...]
    shared: tuple[str, ...]
    values: verification.Values

    @property
    def collections(self) -> list[str]:
        """The public ids of the sides."""
        return [side.collection for side in self.sides]


async def find(work: Work, text: str) -> Person:
    """The person whom an identity number, a phone or an account's public id names. Raises NobodyNamed, SeveralPeople.

    Whoever asks by phone or account gets only what was done with it: it does not prove who somebody is.
    """
    by, value = _meant(text)
    sides = await collection.sides_of(work, by, value)
    accounts, shared = await collection.accounts_of(sides)
    if by == "owner" and not sides:
        accounts = [value] if await collection.knows_account(value) else []
    accounts += await _by_link(work, sides, {*accounts, *shared})
    for account in accounts:
        known = {side.collection for side in sides}
        sides += [one for one in await collection.sides_of(work, "owner", account) if one.collection not in known]
    numbers = tuple(dict.fromkeys(side.id_number for side in sides if side.id_number))
    if by != "id_number" and len(numbers) > 1:
        raise SeveralPeople(count=len(numbers))
    phones = {side.phone for side in sides if side.phone}
    return Person(
        by=by,
        reference=f"person:{salted(value)}",
        sides=tuple(sides),
        accounts=tuple(accounts),
        shared=tuple(shared),
        values=verification.Values(
            names=tuple(dict.fromkeys(side.name for side in sides if side.name)),
            numbers=tuple(dict.fromkeys([*([value] if by == "id_number" else []), *numbers])),
            phones=tuple(sorted(phones | ({value} if by == "phone" else set()))),
            accounts=tuple(accounts),
        ),
    )


def _meant(text: str) -> tuple[collection.PersonBy, str]:
    plain = "".join(text.split())
    if ACCOUNT.fullmatch(plain):
        return "owner", plain
    if (phone := judge_mobile(plain)).valid:
        return "phone", phone.normalised
    if (resident := judge_resident_id(plain, clock.today())).valid:
        return "id_number", resident.normalised
    number = tidy_number(plain)
    # A mistyped resident's number would find nobody and look like an answer.
    if OTHER_NUMBER.fullmatch(number) and len(number) not in {11, 12, 18}:
        return "id_number", number
    raise NobodyNamed(field="number")


async def _by_link(work: Work, sides: list[PersonSide], known: set[str]) -> list[str]:
    """Accounts with which the principal signed by a link (委托人): the side's own phone is the agent's."""
    found: list[str] = []
    for side in sides:
        if side.holder:
            continue
        for transfer in await transfers.standings_of(work, side.collection):
            found += await documents.owners_signing(transfer.id, f"{transfer.side}_p")
    strangers = [one for one in dict.fromkeys(found) if one not in known]
    return [one for one in strangers if not await collection.sides_of(work, "owner", one)]
