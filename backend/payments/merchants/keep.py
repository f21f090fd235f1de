"""Merchants (商户): added by an administrator, tried before they are kept, ended and never deleted."""

from collections.abc import Mapping
from typing import Any

from backend.kit import clock, ids
from backend.kit.actor import Actor, Role
from backend.kit.database import Work, unit_of_work
from backend.payments.channels import Channels
from backend.payments.errors import ManagerNeeded, MerchantUnknown, NoMerchant
from backend.payments.facts import MerchantFacts
from backend.payments.models import Merchant
from backend.payments.orders.words import CHANNEL_NAMES


async def add_merchant(
    channels: Channels, actor: Actor, *, channel: str, name: str, credentials: Mapping[str, Any], station: str = ""
) -> str:
    """Keep a merchant for one station, or for all with ``station`` empty; its public id. An older one of the same
    place takes no new charges from now on.

    Raises ManagerNeeded, MerchantUnknown for a channel that we do not have, MerchantUnfit for keys of a wrong kind.
    """
    _must_administer(actor)
    if channel not in channels.openers:
        raise MerchantUnknown
    tried = channels.tried(channel, credentials)
    number = tried.merchant
    await tried.close()
    async with unit_of_work(actor) as work:
        now = clock.now()
        before = Merchant.filter(channel=channel, station=station, active_until=None)
        await before.update(active_until=now)
        row = await Merchant.create(
            public_id=ids.public_id(),
            channel=channel,
            station=station,
            name=name[:80],
            number=number,
            credentials=dict(credentials),
            active_from=now,
            added_by=actor.name,
            added_at=now,
        )
        await work.record("merchant.added", row.public_id, channel=channel, station=station, number=number)
    return row.public_id


async def end_merchant(work: Work, merchant: str) -> None:
    """Take no new charges through it; what is under way is still asked about. Raises ManagerNeeded, MerchantUnknown."""
    _must_administer(work.actor)
    if not await Merchant.filter(public_id=merchant[:20], active_until=None).update(active_until=clock.now()):
        raise MerchantUnknown
    await work.record("merchant.ended", merchant)


async def list_merchants() -> list[MerchantFacts]:
    """Every merchant there ever was, the latest first."""
    return [
        MerchantFacts(row.public_id, row.channel, row.station, row.name, row.number, row.active_from, row.active_until)
        for row in await Merchant.all().order_by("-id")
    ]


async def channels_at(station: str) -> list[str]:
    """Which channels a station takes money through today, besides cash and POS."""
    return sorted({row.channel for row in await Merchant.active(station, clock.now())}, reverse=True)


async def merchant_for(station: str, channel: str) -> Merchant:
    """The merchant for a new charge: the station's own before everybody's. Raises NoMerchant."""
    for row in await Merchant.active(station, clock.now()):
        if row.channel == channel:
            return row
    raise NoMerchant(channel=CHANNEL_NAMES.get(channel, channel))


def _must_administer(actor: Actor) -> None:
    if Role.ADMINISTRATOR not in actor.roles and actor.kind != "system":
        raise ManagerNeeded(what="商户配置")
