"""Opening a transfer and letting sides in: by code, by deal, by the station's own QR."""

import asyncio
from datetime import timedelta

import pytest

from backend import collection, transfers
from backend.collection.errors import AccessCodeUnknown, AccessCodeUsed
from backend.kit import clock
from backend.kit.secrets import TokenExpired, TokenInvalid
from backend.transfers import SideTaken, State, StepOutOfOrder, TransferNotFound
from backend.transfers.models import Transfer
from tests.collection.cast import at_the_phone
from tests.transfers.desk import PRICE_FEN, Desk, sent


class TestTakeCode:
    async def test_it_works(self, desk, seller):
        taken = await desk.scans(await sent(seller, "seller"))
        view = await desk.looks()
        assert (taken.side, taken.opened, view.state) == ("seller", True, State.COLLECTING)
        assert view.seller.name == seller.who.name
        assert {field.name: field.value for field in view.vehicle}["vin"] == seller.who.car.vin

    async def test_the_scanners_spelling_works_too(self, desk, seller):
        code = await sent(seller, "seller")
        assert (await desk.scans(f"CWT:{code.lower()}\n")).opened

    async def test_the_same_code_again_leads_to_the_same_transfer(self, desk, seller):
        code = await sent(seller, "seller")
        first = await desk.scans(code)
        again = await desk.scans(code)
        assert (again.transfer, again.opened) == (first.transfer, False)
        assert await Transfer.all().count() == 1

    async def test_of_two_desks_that_scan_at_once_both_get_one_transfer(self, desk, seller):
        code = await sent(seller, "seller")
        first, second = await asyncio.gather(*(desk.does(transfers.take_code, code) for _ in range(2)))
        assert first.transfer == second.transfer

    async def test_of_two_stations_at_once_one_gets_it(self, desk, other_desk, seller):
        code = await sent(seller, "seller")
        answers = await asyncio.gather(
            desk.does(transfers.take_code, code), other_desk.does(transfers.take_code, code), return_exceptions=True
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["AccessCodeUsed", "Taken"]
        assert await Transfer.all().count() == 1

    async def test_a_wrong_code_opens_nothing_and_uses_no_number(self, desk, seller):
        with pytest.raises(AccessCodeUnknown):
            await desk.scans("0000-0000-0000-0000")
        await desk.scans(await sent(seller, "seller"))
        assert (await desk.looks()).number.endswith("0001")

    async def test_a_second_seller_is_refused_and_keeps_the_code(self, desk, other_desk, seller):
        await desk.scans(await sent(seller, "seller"))
        other = await at_the_phone("wai-ren-sun")
        code = await sent_by_second_seller(other, seller)
        with pytest.raises(SideTaken):
            await desk.scans(code, desk.transfer)
        assert (await other_desk.scans(code)).opened

    async def test_a_code_of_another_transfer_is_refused(self, desk, seller, buyer):
        code = await sent(seller, "seller")
        await desk.scans(code)
        await desk.opens()
        with pytest.raises(AccessCodeUsed):
            await desk.scans(code, desk.transfer)

    async def test_it_refuses_a_transfer_that_is_full(self, reviewing):
        third = await at_the_phone("wai-ren-sun")
        with pytest.raises(StepOutOfOrder):
            await reviewing.scans(await sent(third, "buyer"), reviewing.transfer)

    async def test_it_refuses_who_works_at_no_station(self, team):
        with pytest.raises(TransferNotFound):
            await team["admin"].does(transfers.take_code, "0000-0000-0000-0000")

    async def test_it_refuses_an_owner(self, seller):
        with pytest.raises(TransferNotFound):
            await seller.does(transfers.open_transfer)


async def sent_by_second_seller(phone, seller) -> str:
    """A seller without a car of their own sells another's: the licence of 林卖's car."""
    from tests.collection.cast import vehicle

    await phone.begins_as("seller")
    for task in await phone.tasks():
        if task in {"vehicle_licence", "id_front", "id_back", "car_front45", "car_vin", "selfie"}:
            await phone.photographs(task)
    await phone.confirms("identity")
    await phone.confirms("vehicle", vehicle(seller.who))
    await phone.signs()
    return await phone.submits()


class TestDeal:
    async def test_one_code_brings_both_sides_and_the_price(self, desk, seller, buyer):
        await seller.begins()
        await seller.fills("seller")
        token = (await seller.does(collection.invite, seller.collection, PRICE_FEN)).token
        await buyer.begins()
        buyer.collection = await buyer.does(collection.join, token, buyer.collection)
        await buyer.fills("buyer")
        for phone in (seller, buyer):
            await phone.does(collection.confirm_price, phone.collection, PRICE_FEN)
        code = await seller.submits()
        await buyer.submits()
        await desk.scans(code)
        view = await desk.looks()
        assert (view.state, view.price_fen) == (State.REVIEWING, PRICE_FEN)
        assert (view.seller.name, view.buyer.name) == (seller.who.name, buyer.who.name)
        assert "price_differs" not in {finding.code for finding in view.findings}


class TestDirectStart:
    async def opened(self, desk: Desk, side: str = "seller") -> str:
        await desk.opens()
        return await desk.does(transfers.start_link, desk.transfer, side)

    async def test_it_works(self, desk, seller):
        token = await self.opened(desk)
        seller.collection = await seller.does(transfers.accept_start, token)
        view = await desk.looks()
        assert (view.state, view.seller.state) == (State.COLLECTING, "filling")
        await seller.fills("seller")
        await seller.does(collection.submit, seller.collection)
        view = await desk.looks()
        assert (view.seller.state, view.seller.name) == ("complete", seller.who.name)
        assert await seller.does(collection.access_code, seller.collection) is None

    async def test_both_sides_started_directly_reach_the_review(self, desk, seller, buyer):
        await desk.opens()
        for phone, side in ((seller, "seller"), (buyer, "buyer")):
            token = await desk.does(transfers.start_link, desk.transfer, side)
            phone.collection = await phone.does(transfers.accept_start, token)
            await phone.fills(side)
            await phone.does(collection.submit, phone.collection)
        assert (await desk.looks()).state is State.REVIEWING

    async def test_opening_it_again_gives_the_same_collection(self, desk, seller):
        token = await self.opened(desk)
        first = await seller.does(transfers.accept_start, token)
        assert await seller.does(transfers.accept_start, token) == first

    async def test_a_second_phone_is_refused(self, desk, seller, buyer):
        token = await self.opened(desk)
        await seller.does(transfers.accept_start, token)
        with pytest.raises(SideTaken):
            await buyer.does(transfers.accept_start, token)
        with pytest.raises(SideTaken):
            await desk.does(transfers.start_link, desk.transfer, "seller")

    async def test_it_refuses_tomorrow(self, desk, seller):
        token = await self.opened(desk)
        with clock.moved_by(timedelta(hours=25)), pytest.raises(TokenExpired):
            await seller.does(transfers.accept_start, token)

    async def test_it_refuses_a_token_that_was_altered(self, desk, seller):
        token = await self.opened(desk)
        with pytest.raises(TokenInvalid):
            await seller.does(transfers.accept_start, token[:-2] + "AA")

    async def test_it_refuses_a_clerk(self, desk):
        token = await self.opened(desk)
        with pytest.raises(TransferNotFound):
            await desk.does(transfers.accept_start, token)

    async def test_it_refuses_another_stations_transfer(self, desk, other_desk):
        await desk.opens()
        with pytest.raises(TransferNotFound):
            await other_desk.does(transfers.start_link, desk.transfer, "seller")

    async def test_it_refuses_a_cancelled_transfer(self, desk, seller):
        token = await self.opened(desk)
        await desk.changes(transfers.cancel, "开错了业务")
        with pytest.raises(StepOutOfOrder):
            await seller.does(transfers.accept_start, token)

    async def test_taking_the_collection_back_empties_the_side(self, desk, seller):
        token = await self.opened(desk)
        seller.collection = await seller.does(transfers.accept_start, token)
        await seller.does(collection.withdraw, seller.collection)
        view = await desk.looks()
        assert (view.seller.state, view.state) == ("missing", State.COLLECTING)
        assert await seller.does(transfers.transfers_of) == []
