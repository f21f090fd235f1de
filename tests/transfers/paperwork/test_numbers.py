"""Numbers of transfers, contracts and confirmations: none skipped, none twice, at one station or at two."""

import asyncio

from backend import transfers
from backend.kit import clock
from backend.stations.models import Station
from backend.transfers.models import Transfer
from tests.collection.cast import at_the_phone
from tests.transfers.desk import Desk, both_scanned


class PowerCut(Exception):
    pass


async def test_many_opened_at_once_are_numbered_without_gaps(desk, other_desk, work_of):
    async def opened(index: int) -> None:
        actor = (desk if index % 2 else other_desk).member.actor
        try:
            async with work_of(actor) as work:
                await transfers.open_transfer(work)
                await asyncio.sleep(0)
                if index % 5 == 0:
                    raise PowerCut
        except PowerCut:
            pass

    await asyncio.gather(*(opened(index) for index in range(20)))
    day = f"{clock.today():%Y%m%d}"
    numbers = sorted([row.number for row in await Transfer.all()])
    assert numbers == [f"{day}{station}01{count:04d}" for station in ("0001", "0002") for count in range(1, 9)]


async def approved(desk: Desk, one: str, other: str) -> transfers.TransferView:
    """A transfer of two of the cast, approved."""
    await both_scanned(desk, await at_the_phone(one), await at_the_phone(other))
    await desk.edits(price="86500")
    await desk.approves()
    return await desk.looks()


async def test_papers_are_numbered_without_gaps(team):
    first = await approved(Desk(team["clerk"]), "lin-mai", "chen-mai")
    second = await approved(Desk(team["manager"]), "zhou-lao", "he-pei")
    for one, other in (
        (first.contract_number, second.contract_number),
        (first.confirmation_number, second.confirmation_number),
    ):
        assert one[:-1] == other[:-1] and (one[-1], other[-1]) == ("1", "2")


async def test_two_stations_of_one_city_never_give_one_number(team):
    """Where the city's scheme does not name the station, they take turns at one count."""
    await Station.all().update(document_city="default", province="35")
    first = await approved(Desk(team["clerk"]), "lin-mai", "chen-mai")
    second = await approved(Desk(team["clerk2"]), "zhou-lao", "he-pei")
    assert first.contract_number != second.contract_number
    assert first.confirmation_number != second.confirmation_number
