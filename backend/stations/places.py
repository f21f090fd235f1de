"""Opening and finding stations (开设登记服务站)."""

import re

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from backend.kit import clock, ids
from backend.kit.database import Work
from backend.rules import codes
from backend.stations.errors import NoSuchStation, StationCodeTaken, StationDetailsInvalid
from backend.stations.facts import StationFacts
from backend.stations.models import Station

CODE = re.compile(r"\d{4}", re.ASCII)


async def open_station(
    work: Work,
    *,
    code: str,
    name: str,
    market_name: str,
    province: str,
    city: str,
    city_nickname: str = "",
    address: str = "",
    phone: str = "",
    document_city: str = "default",
) -> StationFacts:
    """Add a station (administrators); raise :class:`StationCodeTaken` or :class:`StationDetailsInvalid`."""
    from backend.stations.staffing import must_administrate

    must_administrate(work.actor)
    if not (CODE.fullmatch(code) and name.strip() and market_name.strip() and city.strip()):
        raise StationDetailsInvalid(field="code" if not CODE.fullmatch(code) else "name")
    if province not in codes.codes("province"):
        raise StationDetailsInvalid(field="province")
    try:
        async with in_transaction():
            row = await Station.create(
                public_id=ids.public_id(),
                code=code,
                name=name.strip(),
                market_name=market_name.strip(),
                province=province,
                city=city.strip(),
                city_nickname=city_nickname.strip(),
                address=address.strip(),
                phone=phone.strip(),
                document_city=document_city,
                created_at=clock.now(),
            )
    except IntegrityError:
        raise StationCodeTaken(field="code") from None
    await work.record("station.opened", f"station:{row.public_id}", code=code)
    return facts_of(row)


async def station(public_id: str) -> StationFacts:
    """The station of that public id, or :class:`NoSuchStation`."""
    row = await Station.named(public_id)
    if row is None:
        raise NoSuchStation
    return facts_of(row)


async def list_stations() -> list[StationFacts]:
    """Every station, by code."""
    return [facts_of(row) for row in await Station.all().order_by("code")]


def facts_of(row: Station) -> StationFacts:
    """What others may know of a row."""
    return StationFacts(
        row.public_id,
        row.code,
        row.name,
        row.market_name,
        row.province,
        row.city,
        row.city_nickname,
        row.address,
        row.phone,
        row.document_city,
    )
