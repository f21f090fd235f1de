"""Keeping the tariffs (收费标准维护): rows are added, never changed; 0 fen ends an item."""

from datetime import date

from backend.kit import clock, ids
from backend.kit.actor import Role
from backend.kit.database import Work
from backend.payments.errors import ManagerNeeded, TariffUnfit
from backend.payments.facts import TariffFacts
from backend.payments.models import Tariff
from backend.payments.tariffs.classes import CLASSES

LONGEST_ITEM = 40
BUSINESSES = {"direct": "直接交易", "entrusted": "委托交易"}
MEMBERS = {"yes": "会员", "no": "非会员"}


async def add_tariff(
    work: Work,
    *,
    item: str,
    fen: int,
    valid_from: date,
    station: str = "",
    vehicle_class: str = "",
    business: str = "",
    member: str = "",
) -> str:
    """Add one tariff: a manager for their own station, an administrator for any or (``""``) all. Its public id.

    Raises ManagerNeeded, TariffUnfit. A day that is past is allowed: orders that exist keep what they were made with.
    """
    _must_manage(work, station)
    item = " ".join(item.split())
    _must_fit(work, item, fen, vehicle_class, business, member)
    row = await Tariff.create(
        public_id=ids.public_id(),
        station=station,
        vehicle_class=vehicle_class,
        business=business,
        member=member,
        item=item,
        fen=fen,
        valid_from=valid_from,
        added_by=work.actor.name,
        added_at=clock.now(),
    )
    told = {"station": station, "item": item, "fen": fen, "valid_from": valid_from.isoformat()}
    await work.record(
        "tariff.added", row.public_id, vehicle_class=vehicle_class, business=business, member=member, **told
    )
    return row.public_id


async def tariffs_of(station: str) -> list[TariffFacts]:
    """Everybody's tariffs and the station's own, the latest first."""
    rows = await Tariff.filter(station__in=["", station]).order_by("-valid_from", "-id")
    return [facts_of(row) for row in rows]


def facts_of(row: Tariff) -> TariffFacts:
    """One tariff as people see it."""
    return TariffFacts(
        id=row.public_id,
        station=row.station,
        vehicle_class=row.vehicle_class,
        business=row.business,
        member=row.member,
        item=row.item,
        fen=row.fen,
        valid_from=row.valid_from.isoformat(),
        added_at=row.added_at,
    )


def _must_manage(work: Work, station: str) -> None:
    actor = work.actor
    own = Role.MANAGER in actor.roles and station != "" and station == actor.station
    if not (own or Role.ADMINISTRATOR in actor.roles or actor.kind == "system"):
        raise ManagerNeeded(what="本站收费标准")


def _must_fit(work: Work, item: str, fen: int, vehicle_class: str, business: str, member: str) -> None:
    most = work.kit.settings.pay_most_fen
    if not 1 <= len(item) <= LONGEST_ITEM:
        raise TariffUnfit(field="item", sentence=f"请填写收费项目，最多 {LONGEST_ITEM} 个字。")
    if not 0 <= fen <= most:
        raise TariffUnfit(field="fen", sentence=f"收费金额须在 0 至 {most // 100} 元之间。")
    for name, value, known in (
        ("vehicle_class", vehicle_class, CLASSES),
        ("business", business, BUSINESSES),
        ("member", member, MEMBERS),
    ):
        if value and value not in known:
            raise TariffUnfit(field=name, sentence="请从列表中选择，留空表示全部适用。")
