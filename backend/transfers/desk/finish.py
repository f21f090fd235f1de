"""The end of a transfer (办结、取消、归档)."""

from collections.abc import Sequence

from backend import archive, collection, documents, payments
from backend.archive import Part
from backend.kit import clock
from backend.kit.database import Work
from backend.transfers.desk.hold import held_by_event, hold, must_be, reason_of, write
from backend.transfers.errors import DocumentsUnfinished
from backend.transfers.models import Transfer
from backend.transfers.states import CANCELLABLE, State


async def complete(work: Work, transfer: str, expected_version: int) -> int:
    """The clerk presses 办结: both have signed and the signed papers exist. The new version.

    Raises TransferChanged, StepOutOfOrder, DocumentsUnfinished, payments.OrderUnpaid.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, {State.SETTLING})
    if not row.documents_finished:
        raise DocumentsUnfinished
    await payments.must_be_settled(row.public_id)
    row.completed_at = clock.now()
    await write(work, row, "completed", State.COMPLETED)
    for side in (row.seller, row.buyer):
        await collection.notify(work, side, "completed")
    await work.queue("transfers.archive", row.public_id, transfer=row.public_id)
    return row.version


async def cancel(work: Work, transfer: str, expected_version: int, reason: str) -> int:
    """End a transfer that is not completed, with a reason that both sides read; papers are void, collections free.

    The new version. Raises TransferChanged, StepOutOfOrder, ReasonNeeded, TextTooLong; payments.MoneyHeld while money
    of it is held, payments.ChargesOpen while some may still come.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, CANCELLABLE)
    told = reason_of(reason)
    await payments.close_order(work, row.public_id)
    await end(work, row, "cancelled", told, told)
    return row.version


async def end(work: Work, row: Transfer, action: str, reason: str, told: str) -> None:
    """Cancel ``row`` by ``action``: void its papers, give the collections back and tell their owners ``told``."""
    row.ended_because = reason
    if row.document_set:
        await documents.void(work, row.public_id, "过户已取消")
    await write(work, row, action, State.CANCELLED, reason=reason)
    for side in (row.seller, row.buyer):
        if side:
            await collection.release(work, side, told)


async def close_archive(work: Work, transfer: str, parts: Sequence[Part]) -> None:
    """Close what :func:`materials.gathered` made ready into the archive; doing it again changes nothing."""
    row = await held_by_event(transfer)
    if row is None or row.step is not State.COMPLETED:
        return
    years = work.kit.settings.evidence_years
    await archive.close(work, transfer=row.public_id, number=row.number, station=row.station, parts=parts, years=years)
    await write(work, row, "archived", State.ARCHIVED)
    for side in (row.seller, row.buyer):
        await collection.notify(work, side, "archived")
