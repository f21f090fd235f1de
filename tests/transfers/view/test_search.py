"""Finding transfers: fragments of plate, VIN and number; names, phones, identity numbers and codes whole."""

import pytest
from tortoise.connection import get_connections

from backend import transfers
from backend.kit import clock, ids
from backend.transfers import State, TransferNotFound
from backend.transfers.models import SearchTerm, Transfer
from tests.transfers.desk import Desk, sent


@pytest.fixture
async def found_by(desk: Desk, seller):
    """Numbers of the transfers that a text finds at station 0001, where 林卖's and an empty one are."""
    await desk.scans(await sent(seller, "seller"))
    mine = (await desk.looks()).number
    await desk.does(transfers.open_transfer)

    async def look(text: str, **filters) -> list[str]:
        page = await desk.does(transfers.search, text, **filters)
        return [row.number for row in page.rows]

    return look, mine


class TestSearch:
    async def test_it_finds_any_fragment_of_plate_and_vin(self, found_by, seller):
        look, mine = found_by
        car = seller.who.car
        plate, vin = car.plate_number, car.vin
        for text in (
            plate,
            plate[:3],
            plate[2:5],
            plate[-4:],
            vin,
            vin[3:9].lower(),
            vin[-6:],
            f"{plate[:2]}·{plate[2:]}",
        ):
            assert await look(text) == [mine], text

    async def test_it_finds_names_phones_and_identity_numbers_whole(self, found_by, seller):
        look, mine = found_by
        who = seller.who
        for text in (who.name, f" {who.name} ", who.phone, who.id_number, who.id_number.lower()):
            assert await look(text) == [mine]
        assert await look(who.phone[:7]) == [] and await look(who.name[:1]) == []

    async def test_it_finds_the_number_and_its_last_digits(self, found_by):
        look, mine = found_by
        assert await look(mine) == [mine]
        assert await look(mine[-4:]) == [mine]

    async def test_it_finds_the_access_code_that_was_used(self, desk, buyer):
        code = await sent(buyer, "buyer")
        await desk.scans(code)
        page = await desk.does(transfers.search, f"CWT:{code}")
        assert [row.id for row in page.rows] == [desk.transfer]

    async def test_it_finds_the_contract(self, signing):
        number = (await signing.looks()).contract_number
        assert (await signing.does(transfers.search, number)).total == 1

    async def test_another_station_finds_nothing(self, found_by, other_desk, seller):
        assert (await other_desk.does(transfers.search, seller.who.car.vin)).total == 0
        assert (await other_desk.does(transfers.search)).total == 0

    async def test_it_refuses_an_owner_and_an_administrator(self, seller, team):
        for somebody in (seller, team["admin"]):
            with pytest.raises(TransferNotFound):
                await somebody.does(transfers.search, "")

    @pytest.mark.parametrize("text", ["%", "_", "'", "1", "\\", "长" * 300, "A\x00"])
    async def test_strange_texts_find_nothing_and_break_nothing(self, found_by, text):
        look, _ = found_by
        assert await look(text) == []

    async def test_no_term_of_a_person_is_readable(self, found_by, seller):
        who = seller.who
        terms = {row.term for row in await SearchTerm.all()}
        assert not terms & {who.name, who.phone, who.id_number}


class TestPages:
    async def many(self, desk: Desk, count: int) -> None:
        station = desk.member.station
        rows = [
            Transfer(
                public_id=ids.public_id(),
                number=f"T{index:05d}",
                station=station,
                state=State.REVIEWING.value if index % 5 == 0 else State.COLLECTING.value,
                opened_by=desk.member.id,
                opened_at=clock.now(),
                changed_at=clock.now(),
            )
            for index in range(count)
        ]
        await Transfer.bulk_create(rows)

    async def test_it_pages_newest_first_and_counts_states(self, desk):
        await self.many(desk, 45)
        first = await desk.does(transfers.search)
        last = await desk.does(transfers.search, page=3)
        assert (first.total, first.pages, len(first.rows), len(last.rows)) == (45, 3, 20, 5)
        assert first.counts == {State.REVIEWING: 9, State.COLLECTING: 36}
        assert first.rows[0].number == "T00044" and last.rows[-1].number == "T00000"

    async def test_states_filter_and_counts_stay(self, desk):
        await self.many(desk, 45)
        page = await desk.does(transfers.search, states=["reviewing", "nonsense"])
        assert (page.total, page.pages, page.counts[State.COLLECTING]) == (9, 1, 36)

    async def test_a_page_beyond_the_end_is_the_last(self, desk):
        await self.many(desk, 25)
        page = await desk.does(transfers.search, page=99)
        assert (page.page, len(page.rows)) == (2, 5)


class TestPlans:
    """Queries that grow with data have an index."""

    async def plan(self, query) -> str:
        connection = get_connections().get("default")
        if connection.capabilities.dialect != "sqlite":
            pytest.skip("the plan is read from SQLite")
        sql = query.sql(params_inline=True)
        rows = await connection.execute_query_dict(f"EXPLAIN QUERY PLAN {sql}")
        return " | ".join(row["detail"] for row in rows)

    async def test_fragments_read_a_range_of_the_index(self, kit):
        plan = await self.plan(SearchTerm.beginning("s", "苏B1"))
        assert "USING INDEX" in plan and "station=? AND term>? AND term<?" in plan

    async def test_whole_terms_read_the_index(self, kit):
        assert "station=? AND term=?" in await self.plan(SearchTerm.equal("s", ["a", "b"]))

    async def test_lists_read_the_index_and_do_not_sort_for_themselves(self, kit):
        plan = await self.plan(Transfer.listed("s", [], None).limit(20))
        assert "USING INDEX" in plan and "SCAN" not in plan
        assert "USING INDEX" in await self.plan(Transfer.listed("s", ["reviewing"], None).limit(20))

    async def test_an_owners_transfers_read_indexes(self, kit):
        plan = await self.plan(Transfer.of_owner("o"))
        assert plan.count("USING INDEX") >= 2 and "SCAN" not in plan
