"""Taking everything back (撤回), before a station has it: PIPL art. 15 and 47."""

from backend.collection.begin import owned, tell_page
from backend.collection.deals import leave_deal
from backend.collection.errors import TooLateToWithdraw
from backend.collection.events import Withdrawn
from backend.collection.models import (
    AccessCode,
    Answer,
    Collection,
    Consent,
    Evidence,
    Notice,
    PhoneProof,
    ReturnedItem,
    Signature,
)
from backend.collection.people.consent import Kind, append, forget_face, text_of
from backend.collection.photos.dispose import dispose_of
from backend.kit import clock
from backend.kit.database import Work
from backend.kit.events import publish


async def withdraw(work: Work, collection: str) -> None:
    """Delete what the owner sent: answers and phone now, photographs by a job. Only the decisions about consent and
    the audit log, which holds no personal data, remain. Raises TooLateToWithdraw once a station has it."""
    row = await owned(work, collection)
    if row.state in {"claimed", "returned"}:
        raise TooLateToWithdraw
    await take_back(work, row)


async def take_back(work: Work, row: Collection) -> None:
    """Delete what was sent, whoever asked for it, and tell whom it concerns."""
    collection = row.public_id
    await leave_deal(work, row)
    for table in (Answer, PhoneProof, Signature, Notice, ReturnedItem):
        await table.filter(collection=collection).delete()
    await dispose_of(work, await Evidence.filter(collection=collection, disposed_at=None))
    moment = clock.now()
    await AccessCode.end(collection, "revoked", moment)
    transfer = row.transfer
    row.phone, row.phone_index, row.phone_proved_at, row.identity_index = None, "", None, ""
    row.state, row.withdrawn_at, row.stored_bytes = "withdrawn", moment, 0
    columns = ("phone", "phone_index", "phone_proved_at", "identity_index", "state", "withdrawn_at", "stored_bytes")
    await row.keep(*columns)
    await work.record("collection.withdrawn", collection, transfer=transfer)
    await publish(work, Withdrawn(collection, transfer))
    tell_page(work, row)


async def withdraw_consent(work: Work, collection: str, kind: Kind, channel: str = "h5") -> None:
    """Take a consent back: without privacy consent nothing may be kept, without face consent the selfie goes."""
    row = await owned(work, collection)
    current = (await Consent.in_force(collection)).get(kind)
    if current is None or current.decision != "given":
        return
    await append(work, row, text_of(kind, current.version), "withdrawn", channel)
    if kind == "privacy":
        await withdraw(work, collection)
    else:
        await forget_face(work, row)
