"""The owners' side (车主查看): which transfers somebody is part of, and what happens next."""

from backend import documents, payments, stations
from backend.kit.database import Work
from backend.transfers.errors import TransferNotFound
from backend.transfers.models import Transfer
from backend.transfers.states import STATE_NAMES, State
from backend.transfers.view.facts import OwnerTransfer
from backend.transfers.view.next_steps import for_owner


async def transfers_of(work: Work) -> list[OwnerTransfer]:
    """The acting owner's transfers, newest first; one who is both sides of a transfer sees it twice."""
    _must_be_owner(work)
    rows = await Transfer.of_owner(work.actor.id)
    fees = await payments.fees_of(row.public_id for row in rows)
    return [await _view(row, side, fees.get(row.public_id)) for row in rows for side in _sides(work, row)]


async def transfer_of(work: Work, transfer: str) -> OwnerTransfer:
    """One of the acting owner's transfers, as the first side it holds; TransferNotFound for anybody else's."""
    _must_be_owner(work)
    row = await Transfer.named(transfer)
    sides = _sides(work, row) if row else []
    if row is None or not sides:
        raise TransferNotFound
    fees = await payments.fees_of([row.public_id])
    return await _view(row, sides[0], fees.get(row.public_id))


def _must_be_owner(work: Work) -> None:
    if work.actor.kind != "owner" or not work.actor.id:
        raise TransferNotFound


def _sides(work: Work, row: Transfer) -> list[str]:
    return [side for side in ("seller", "buyer") if getattr(row, f"{side}_owner") == work.actor.id]


async def _view(row: Transfer, side: str, fee: payments.FeeView | None) -> OwnerTransfer:
    place = await stations.station(row.station)
    papers_ready = row.step is not State.SIGNING or await _papers_ready(row)
    return OwnerTransfer(
        id=row.public_id,
        number=row.number,
        side=side,
        collection=getattr(row, side),
        state=row.step,
        state_name=STATE_NAMES[row.step],
        plate_number=row.plate_number,
        station_name=place.name,
        station_phone=place.phone,
        next=for_owner(row, side, papers_ready, fee.due_fen if fee else 0),
        fee=fee,
        document_set=row.document_set if row.step is not State.CANCELLED else "",
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        completed_at=row.completed_at,
    )


async def _papers_ready(row: Transfer) -> bool:
    papers = await documents.set_facts(row.document_set) if row.document_set else None
    return papers is not None and papers.state != "preparing"
