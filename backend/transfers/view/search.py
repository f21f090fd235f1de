"""Finding transfers (查询): by plate, VIN, number, name, phone, identity number or access code; by state; by page."""

from collections.abc import Iterable

from backend import payments
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.kit.paging import fit_page
from backend.transfers.errors import TransferNotFound
from backend.transfers.models import SearchTerm, Transfer
from backend.transfers.states import STATE_NAMES, State
from backend.transfers.view.facts import TransferPage, TransferRow
from backend.transfers.view.next_steps import for_clerk
from backend.transfers.view.terms import exact_terms, fragment_of

PER_PAGE = 20
# A fragment that fits more transfers than this tells nothing; the newest are shown and the clerk types on.
MOST_FOUND = 500
LONGEST_TEXT = 80


async def search(
    work: Work, text: str = "", states: Iterable[str] = (), page: int = 1, per_page: int = PER_PAGE
) -> TransferPage:
    """The acting clerk's station's transfers that fit ``text`` and stand in ``states`` (all, if none), newest first.

    A fragment (2 letters or more) of plate, VIN or number; names, phones, identity numbers and access codes whole.
    """
    station = work.actor.station
    if Role.CLERK not in work.actor.roles or not station:
        raise TransferNotFound
    wanted = [state for state in states if state in set(State)]
    among = await _fitting(work, station, text.strip()[:LONGEST_TEXT])
    counts = {State(state): count for state, count in (await Transfer.counts(station, among)).items()}
    total = sum(count for state, count in counts.items() if not wanted or state in wanted)
    page, pages = fit_page(page, total, per_page)
    rows = await Transfer.listed(station, wanted, among).offset((page - 1) * per_page).limit(per_page)
    dues = await payments.dues_of(row.public_id for row in rows if row.step is State.SETTLING)
    listed = tuple(_row(row, dues.get(row.public_id, 0)) for row in rows)
    return TransferPage(listed, page, pages, total, counts)


async def _fitting(work: Work, station: str, text: str) -> set[str] | None:
    if not text:
        return None
    found = SearchTerm.equal(station, exact_terms(work, text)).order_by("-id").limit(MOST_FOUND)
    names = {row.transfer for row in await found}
    if fragment := fragment_of(text):
        parts = SearchTerm.beginning(station, fragment).order_by("-id").limit(MOST_FOUND)
        names |= {row.transfer for row in await parts}
    return names


def _row(row: Transfer, due_fen: int) -> TransferRow:
    return TransferRow(
        id=row.public_id,
        number=row.number,
        state=row.step,
        state_name=STATE_NAMES[row.step],
        next=for_clerk(row, due_fen),
        plate_number=row.plate_number,
        vin=row.vin,
        brand_model=row.brand_model,
        seller_name=row.seller_name,
        seller_ready=row.seller_ready,
        buyer_name=row.buyer_name,
        buyer_ready=row.buyer_ready,
        price_fen=row.price_fen,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
    )
