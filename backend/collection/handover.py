"""Going on with another phone (换手机继续): a QR that opens the same collection once, within fifteen minutes."""

from datetime import timedelta

from backend.collection.begin import owned
from backend.collection.errors import CollectionUnknown, HandoverUsed
from backend.collection.models import Collection, Handover
from backend.kit import clock, ids
from backend.kit.database import Work

PURPOSE = "collection-handover"
LIFETIME = timedelta(minutes=15)


async def handover_token(work: Work, collection: str) -> str:
    """A token for a QR by which the owner's other phone opens the collection, already logged in."""
    row = await owned(work, collection)
    handover = await Handover.create(
        public_id=ids.public_id(), collection=collection, owner=row.owner, created_at=clock.now()
    )
    await work.record("handover.made", collection)
    return work.kit.signer.sign({"h": handover.public_id}, PURPOSE, clock.now() + LIFETIME)


async def open_handover(work: Work, token: str) -> tuple[str, str]:
    """Whose session to start and which collection to show: (owner, collection). Works once.

    Raises the signer's TokenInvalid and TokenExpired, HandoverUsed, CollectionUnknown.
    """
    name = work.kit.signer.verify(token, PURPOSE)["h"]
    handover = await Handover.get_or_none(public_id=name)
    if handover is None:
        raise CollectionUnknown
    if not await Handover.filter(id=handover.id, used_at=None).update(used_at=clock.now()):
        raise HandoverUsed
    if not await Collection.filter(public_id=handover.collection).exclude(state="withdrawn").exists():
        raise CollectionUnknown
    await work.record("handover.opened", handover.collection)
    return handover.owner, handover.collection
