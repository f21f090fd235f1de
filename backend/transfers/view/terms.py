"""What a transfer is found by (检索词), and which transfer a code was used for."""

import re

from backend.collection import PartyFacts
from backend.kit.database import Work
from backend.rules.numbers.text import tidy, tidy_number
from backend.transfers.models import SearchTerm, Transfer

SHORTEST_FRAGMENT = 2
LONGEST_FRAGMENT = 40
# People know the last digits of a business number.
NUMBER_ENDINGS = range(4, 9)
CODE_PREFIX = "CWT:"
LOOKS_LIKE = str.maketrans("OIL", "011")


async def refresh_terms(work: Work, row: Transfer, parties: list[PartyFacts], code: str = "") -> None:
    """Make the transfer's terms anew from what its sides and its own columns say; ``code`` is added for good."""
    await SearchTerm.filter(transfer=row.public_id, kind="fact").delete()
    terms = {*_endings(row.plate_number), *_endings(row.vin), *_number_terms(row)}
    own = (row.phone_of(side) for side in ("seller", "buyer"))
    terms |= {work.kit.blind.of("transfer.phone", tidy_number(phone)) for phone in own if phone}
    for party in parties:
        terms |= _party_terms(work, party)
    rows = [_term(row, term, "fact") for term in sorted(terms) if term]
    if code:
        rows.append(_term(row, code_term(work, code), "code"))
    await SearchTerm.bulk_create(rows)


async def transfer_with_code(work: Work, code: str) -> Transfer | None:
    """The acting station's transfer that took ``code`` before, so that a code scanned twice leads to its transfer."""
    term = await SearchTerm.equal(work.actor.station, [code_term(work, code)]).filter(kind="code").first()
    return await Transfer.get_or_none(public_id=term.transfer) if term else None


def exact_terms(work: Work, text: str) -> list[str]:
    """The blind indexes that ``text`` would have as a name, phone, identity number or access code."""
    blind, number = work.kit.blind, tidy_number(text)
    return [
        blind.of("transfer.name", name_of(text)),
        blind.of("transfer.phone", number),
        blind.of("transfer.identity", number),
        code_term(work, text),
    ]


def fragment_of(text: str) -> str:
    """``text`` as a fragment of a plate, VIN or number; empty when too short to tell, or too long to be one."""
    plain = tidy_number(text)
    return plain if SHORTEST_FRAGMENT <= len(plain) <= LONGEST_FRAGMENT else ""


def code_term(work: Work, code: str) -> str:
    """The blind index of an access code, however it was scanned or typed."""
    plain = code.strip().upper().rsplit("/", 1)[-1].removeprefix(CODE_PREFIX)
    return work.kit.blind.of("transfer.code", re.sub(r"[^0-9A-Z]", "", plain).translate(LOOKS_LIKE))


def name_of(text: str) -> str:
    """A name without blanks, dots and differences of width, as it is compared."""
    return re.sub(r"[·•・．.]", "", tidy(text))


def _term(row: Transfer, term: str, kind: str) -> SearchTerm:
    return SearchTerm(transfer=row.public_id, station=row.station, term=term[:64], kind=kind)


def _endings(text: str) -> set[str]:
    plain = tidy_number(text)
    return {plain[start:] for start in range(max(0, len(plain) - SHORTEST_FRAGMENT + 1))}


def _number_terms(row: Transfer) -> set[str]:
    given = (row.number, *row.numbers.values())
    numbers = [tidy_number(one) for one in given]
    return {*numbers, *(one[-length:] for one in numbers for length in NUMBER_ENDINGS)}


def _party_terms(work: Work, party: PartyFacts) -> set[str]:
    blind, groups = work.kit.blind, (party.principal, party.agent, party.company)
    terms = {blind.of("transfer.phone", tidy_number(party.phone))} if party.phone else set()
    for group in groups:
        if "name" in group:
            terms.add(blind.of("transfer.name", name_of(group["name"].value)))
        for number in ("id_number", "credit_code"):
            if number in group:
                terms.add(blind.of("transfer.identity", tidy_number(group[number].value)))
    return terms
