"""The end of keeping (到期清除): with its archive a transfer loses every name, and stays as a number and a car."""

from backend import collection, documents, verification
from backend.kit.database import Work
from backend.transfers.desk.hold import note
from backend.transfers.models import Correction, HistoryEntry, Overrule, ProhibitedCheck, SearchTerm, Transfer
from backend.transfers.view.terms import refresh_terms

# Of a line of the history, what people wrote themselves or were called.
WORDS = ("reason", "whom", "items", "outcome")
NAMED = ("seller_name", "buyer_name", "seller_phone", "buyer_phone")
GONE = "（已清除）"


async def forget(work: Work, transfer: str) -> None:
    """Empty a transfer whose archive is disposed of, and tell the slices that keep its sides and papers.

    Number, plate, VIN, model, days and prices stay, for statistics and to tell whoever asks that it was disposed of.
    """
    row = await Transfer.locked(transfer)
    if row is None:
        return
    for side in (row.seller, row.buyer):
        if side:
            await collection.forget(work, side)
            await verification.forget(work, side)
    await documents.forget(work, row.public_id)
    row.seller_name, row.buyer_name, row.remarks, row.ended_because, row.deviation_reason = "", "", "", "", None
    row.seller_phone, row.buyer_phone = None, None
    await row.save(update_fields=[*NAMED, "remarks", "ended_because", "deviation_reason"])
    await empty_beside(row)
    await SearchTerm.filter(transfer=row.public_id).delete()
    await refresh_terms(work, row, [])
    await note(work, row, "disposed")


async def empty_beside(row: Transfer) -> None:
    """Blank what people wrote beside the transfer; that they wrote, and when, stays."""
    for entry in await HistoryEntry.filter(transfer=row.public_id):
        entry.detail = {name: GONE if name in WORDS else value for name, value in entry.detail.items()}
        await entry.save(update_fields=["detail"])
    for check in await ProhibitedCheck.filter(transfer=row.public_id):
        check.source = GONE
        await check.save(update_fields=["source"])
    for overrule in await Overrule.filter(transfer=row.public_id):
        overrule.sentence, overrule.reason = GONE, GONE
        await overrule.save(update_fields=["sentence", "reason"])
    await Correction.filter(transfer=row.public_id).delete()
