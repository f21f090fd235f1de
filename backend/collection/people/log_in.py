"""From a WeChat identity to an owner (车主登录)."""

from typing import Any, Literal

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from backend.collection.models import Owner
from backend.kit import clock, ids
from backend.kit.access import Actor, Role
from backend.kit.database import Work

Channel = Literal["h5", "mini"]


async def owner_from_wechat(work: Work, channel: Channel, openid: str, unionid: str = "") -> str:
    """The owner behind a WeChat login, made on the first one; the public id.

    The same person has another openid in the mini-program (``mini``) than in H5 (``h5``); only the unionid, which
    WeChat gives to accounts of one Open Platform, brings the two together.
    """
    index = work.kit.blind.of(f"wechat_{channel}", openid)
    union = work.kit.blind.of("wechat_union", unionid) if unionid else None
    owner = await _known(channel, index, union)
    if owner is None:
        try:
            # A savepoint: two first logins at once are one owner, and the loser goes on.
            async with in_transaction():
                owner = await Owner.create(
                    public_id=ids.public_id(),
                    union_index=union,
                    created_at=clock.now(),
                    **_columns(channel, index, openid),
                )
            await work.record("owner.came", owner.public_id, channel=channel)
        except IntegrityError:
            owner = await _known(channel, index, union, lock=True)
            if owner is None:
                raise
    await _complete(owner, channel, index, openid, union)
    return owner.public_id


async def openid_of(owner: str, channel: Channel) -> str:
    """By which openid WeChat knows this owner in that face, so that they may pay; empty before they logged in there."""
    row = await Owner.get_or_none(public_id=owner)
    kept = (row.h5_openid if channel == "h5" else row.mini_openid) if row else None
    return kept or ""


async def owner_actor(subject: str) -> Actor | None:
    """Who acts in a session whose subject is an owner's public id."""
    if not await Owner.filter(public_id=subject).exists():
        return None
    return Actor("owner", subject, frozenset({Role.OWNER}))


async def _known(channel: Channel, index: str, union: str | None, *, lock: bool = False) -> Owner | None:
    # Only a locking read sees a row that was committed after this transaction first looked (MySQL).
    owners = Owner.all().select_for_update() if lock else Owner.all()
    if union and (owner := await owners.get_or_none(union_index=union)):
        return owner
    by_channel: dict[str, Any] = {f"{channel}_index": index}
    return await owners.get_or_none(**by_channel)


async def _complete(owner: Owner, channel: Channel, index: str, openid: str, union: str | None) -> None:
    """Keep what this login tells and earlier ones did not."""
    news: dict[str, str] = {}
    if union and owner.union_index is None:
        news["union_index"] = union
    if getattr(owner, f"{channel}_index") is None:
        news |= _columns(channel, index, openid)
    if news:
        await owner.update_from_dict(news).save(update_fields=list(news))


def _columns(channel: Channel, index: str, openid: str) -> dict[str, Any]:
    return {f"{channel}_index": index, f"{channel}_openid": openid}
