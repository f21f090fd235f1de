"""The end of keeping (到期清除): the archive's term is over, so what one side sent goes too (PIPL art. 19 and 47)."""

from backend.collection.models import (
    AccessCode,
    Answer,
    Collection,
    Evidence,
    Notice,
    PhoneProof,
    ReturnedItem,
    Signature,
)
from backend.collection.photos.dispose import dispose_of
from backend.kit.database import Work


async def forget(work: Work, collection: str) -> None:
    """Delete answers, phone, signature and codes now, photographs and their smaller copies by a job. Idempotent.

    The row stays, empty, and so do the decisions about consent and the audit, which hold no personal data.
    """
    row = await Collection.get_or_none(public_id=collection)
    if row is None:
        return
    for table in (Answer, PhoneProof, Signature, Notice, ReturnedItem, AccessCode):
        await table.filter(collection=collection).delete()
    await dispose_of(work, await Evidence.filter(collection=collection, disposed_at=None))
    row.phone, row.phone_index, row.phone_proved_at, row.identity_index, row.stored_bytes = None, "", None, "", 0
    await row.keep("phone", "phone_index", "phone_proved_at", "identity_index", "stored_bytes")
    await work.record("collection.forgotten", collection, transfer=row.transfer)
