"""Finding transfers for the archive (查档): over one station or several, and the few facts that a list shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.kit.database import Work
from backend.transfers.models import SearchTerm, Transfer
from backend.transfers.view.search import LONGEST_TEXT, MOST_FOUND
from backend.transfers.view.terms import exact_terms, fragment_of


@dataclass(frozen=True, slots=True)
class Brief:
    """What tells one transfer from another in a list; money is fen. Names are whole: mask them where they are shown."""

    id: str
    number: str
    plate_number: str
    vin: str
    brand_model: str
    seller_name: str
    buyer_name: str
    price_fen: int | None
    completed_at: datetime | None
    contract_number: str
    opened_by: str


async def transfers_fitting(work: Work, text: str, stations: Iterable[str]) -> set[str]:
    """Transfers of ``stations`` that ``text`` finds: a fragment of plate, VIN or number; a name, phone or identity
    number whole. Of each station the newest 500 at most. Whose archives they are the archive knows, and who may ask."""
    plain = text.strip()[:LONGEST_TEXT]
    exact, fragment = exact_terms(work, plain), fragment_of(plain)
    found: set[str] = set()
    for station in stations:
        # One station after the other: the index begins with the station.
        rows = await SearchTerm.equal(station, exact).order_by("-id").limit(MOST_FOUND)
        if fragment:
            rows += await SearchTerm.beginning(station, fragment).order_by("-id").limit(MOST_FOUND)
        found |= {row.transfer for row in rows}
    return found


async def briefs(transfers: Iterable[str]) -> dict[str, Brief]:
    """Public id -> the facts of those that there are."""
    rows = await Transfer.filter(public_id__in=list(transfers))
    return {
        row.public_id: Brief(
            id=row.public_id,
            number=row.number,
            plate_number=row.plate_number,
            vin=row.vin,
            brand_model=row.brand_model,
            seller_name=row.seller_name,
            buyer_name=row.buyer_name,
            price_fen=row.price_fen,
            completed_at=row.completed_at,
            contract_number=row.contract_number,
            opened_by=row.opened_by,
        )
        for row in rows
    }
