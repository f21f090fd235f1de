"""Numbers: without gaps, without duplicates, whatever happens at the same moment or is taken back."""

import asyncio

import pytest

from backend.stations import next_number


@pytest.fixture(autouse=True)
async def stations_exist(team):
    """Who counts first in a year takes turns at a station's row, so there must be one."""


class PowerCut(Exception):
    pass


async def one(work_of, station: str = "a", series: str = "contract", year: int = 2026) -> int:
    async with work_of() as work:
        return await next_number(work, station, series, year)


async def test_it_counts_from_one(work_of):
    assert [await one(work_of) for _ in range(3)] == [1, 2, 3]


async def test_each_station_series_and_year_counts_alone(work_of):
    await one(work_of)
    assert await one(work_of, station="b") == 1
    assert await one(work_of, series="confirmation") == 1
    assert await one(work_of, year=2027) == 1


async def test_a_number_that_was_not_committed_goes_to_the_next(work_of):
    await one(work_of)
    try:
        async with work_of() as work:
            assert await next_number(work, "a", "contract", 2026) == 2
            raise PowerCut
    except PowerCut:
        pass
    assert await one(work_of) == 2


async def test_many_at_once_get_all_numbers_and_each_once(work_of):
    async def some(index: int) -> int | None:
        try:
            async with work_of() as work:
                number = await next_number(work, "a", "contract", 2026)
                await asyncio.sleep(0)
                if index % 3 == 0:
                    raise PowerCut
                return number
        except PowerCut:
            return None

    numbers = await asyncio.gather(*(some(index) for index in range(12)))
    kept = sorted(number for number in numbers if number)
    assert kept == list(range(1, 9))
