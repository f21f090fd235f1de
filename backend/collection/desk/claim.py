"""A station takes a collection (接收采集): by its code, once; or directly, where the transfer asked for it."""

from datetime import timedelta

from backend.collection.begin import tell_page
from backend.collection.desk.access_code import index_of, issue_code, plain
from backend.collection.desk.notify import notify
from backend.collection.errors import (
    AccessCodeExpired,
    AccessCodeForOther,
    AccessCodeReplaced,
    AccessCodeRevoked,
    AccessCodeUnknown,
    AccessCodeUsed,
    CollectionUnknown,
    NotClaimable,
)
from backend.collection.models import AccessCode, Collection, ReturnedItem
from backend.kit import clock
from backend.kit.database import Work
from backend.kit.keyvalue import RateLimit, check, forget

# 80 bits cannot be guessed; the limits keep a stolen login or a mad scanner from trying, and typing errors fit in.
WRONG_CODES_OF_STAFF = RateLimit("code-staff", 20, timedelta(minutes=10))
WRONG_CODES_OF_STATION = RateLimit("code-station", 100, timedelta(minutes=10))
WRONG_CODES_OF_ADDRESS = RateLimit("code-address", 100, timedelta(minutes=10))


async def claim(work: Work, code: str, transfer: str, address: str = "") -> str:
    """Take the collection behind ``code`` into ``transfer`` for the acting clerk's station; its public id.

    Once: of two stations that press at the same instant one gets it and the other AccessCodeUsed. The same transfer
    may ask again. ``address`` is where the request came from. Raises AccessCodeMalformed, -Unknown, -Expired, -Used,
    -Replaced, -Revoked, -ForOther, and TooManyRequests for guessing.
    """
    await _count_try(work, address)
    row = await AccessCode.get_or_none(code_index=index_of(work, plain(code)))
    if row is None:
        raise AccessCodeUnknown(field="code")
    if row.state == "used" and row.transfer == transfer:
        return row.collection
    collection = await _collection(row.collection)
    moment = clock.now()
    if not await row.take(work.actor.station, transfer, moment):
        # A locking read: MySQL would otherwise repeat what this transaction saw before the other station was quicker.
        _say_why(await AccessCode.filter(id=row.id).select_for_update().get(), work.actor.station)
    if collection.transfer and collection.transfer != transfer:
        raise AccessCodeForOther(field="code")
    if collection.state != "submitted":
        raise NotClaimable
    await _enter(work, collection, transfer, "claimed")
    await work.record("collection.claimed", collection.public_id, transfer=transfer, station=work.actor.station)
    await _forget_tries(work, address)
    return collection.public_id


async def bind(work: Work, collection: str, transfer: str) -> None:
    """Put a collection into ``transfer`` without a code: the owner opened the transfer's own link, or the other side
    of its deal was claimed. Binding again to the same transfer changes nothing. Raises NotClaimable."""
    row = await _collection(collection)
    if row.transfer == transfer:
        return
    if row.transfer or row.state not in {"filling", "submitted"}:
        raise NotClaimable
    moment = clock.now()
    await AccessCode.filter(collection=collection, state="living").update(
        state="used", ended_at=moment, station=work.actor.station, transfer=transfer
    )
    await _enter(work, row, transfer, "claimed" if row.state == "submitted" else "filling")
    await work.record("collection.bound", collection, transfer=transfer)


async def release(work: Work, collection: str, reason: str) -> None:
    """The transfer was cancelled: the collection is the owner's again, with a new code where it is complete.

    ``reason`` is shown to the owner.
    """
    row = await _collection(collection)
    if not row.transfer:
        return
    transfer = row.transfer
    await ReturnedItem.filter(collection=collection, closed_at=None).update(closed_at=clock.now())
    row.transfer = ""
    row.state = "submitted" if row.state == "claimed" else "filling"
    await row.keep("transfer", "state")
    if row.state == "submitted":
        await issue_code(work, row)
    await work.record("collection.released", collection, transfer=transfer)
    await notify(work, collection, "released", reason=reason)
    tell_page(work, row)


async def _collection(name: str) -> Collection:
    row = await Collection.filter(public_id=name).exclude(state="withdrawn").select_for_update().first()
    if row is None:
        raise CollectionUnknown
    return row


async def _enter(work: Work, row: Collection, transfer: str, state: str) -> None:
    row.transfer, row.state = transfer, state
    await row.keep("transfer", "state")
    tell_page(work, row)


async def _count_try(work: Work, address: str) -> None:
    """Counted before the code is looked at, so that beyond the limit not even a lucky guess gets through."""
    for limit, subject in _limits(work, address):
        await check(work.kit.keyvalue, limit, subject)


async def _forget_tries(work: Work, address: str) -> None:
    for limit, subject in _limits(work, address):
        await forget(work.kit.keyvalue, limit, subject)


def _limits(work: Work, address: str) -> list[tuple[RateLimit, str]]:
    counted = (
        (WRONG_CODES_OF_STAFF, work.actor.name),
        (WRONG_CODES_OF_STATION, work.actor.station),
        (WRONG_CODES_OF_ADDRESS, address),
    )
    return [(limit, subject) for limit, subject in counted if subject]


def _say_why(row: AccessCode, station: str) -> None:
    if row.state == "used":
        # Their own transfer may be opened from here; another station's is nobody's business.
        raise AccessCodeUsed(field="code", transfer=row.transfer if row.station == station else "")
    if row.state == "replaced":
        raise AccessCodeReplaced(field="code")
    if row.state == "revoked":
        raise AccessCodeRevoked(field="code")
    raise AccessCodeExpired(field="code")
