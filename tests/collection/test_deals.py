"""Deals (约定交易): an invitation joins two sides, and both confirm one price."""

import asyncio
from datetime import timedelta

import pytest

from backend import collection
from backend.collection import errors
from backend.collection.models import Deal
from backend.kit.clock import moved_by
from backend.kit.database import unit_of_work
from backend.kit.secrets.signing import TokenExpired, TokenInvalid
from tests.collection.cast import CLERK, Phone, card

PRICE = 8_650_000  # fen


@pytest.fixture
async def token(seller: Phone) -> str:
    """林卖's invitation to a buyer."""
    await seller.begins_as("seller")
    invitation = await seller.does(collection.invite, seller.collection, PRICE)
    assert (invitation.role, invitation.price_fen) == ("buyer", PRICE)
    return invitation.token


async def joined(phone: Phone, token: str) -> Phone:
    phone.collection = await phone.does(collection.join, token, phone.collection)
    return phone


class TestJoin:
    async def test_it_works(self, seller: Phone, buyer: Phone, token: str):
        await joined(buyer, token)
        facts = await buyer.does(collection.deal_of, buyer.collection)
        assert (facts.role, facts.price_fen, facts.other_joined) == ("buyer", PRICE, True)
        assert facts.other_confirmed and not facts.mine_confirmed and facts.agreed_fen is None
        both = await collection.collections_of_deal(facts.id)
        assert both == {"seller": seller.collection, "buyer": buyer.collection}

    async def test_a_buyer_may_invite_the_seller(self, seller: Phone, buyer: Phone):
        await buyer.begins_as("buyer")
        invitation = await buyer.does(collection.invite, buyer.collection, PRICE)
        assert invitation.role == "seller"
        await joined(seller, invitation.token)
        assert (await seller.does(collection.task_list, seller.collection)).role == "seller"

    async def test_the_page_shows_the_offer_before_anybody_logs_in(self, kit, token: str):
        from backend.kit.actor import ANYONE

        async with unit_of_work(ANYONE) as work:
            offered = await collection.invitation(work, token)
        assert offered.price_fen == PRICE and offered.role == "buyer"

    async def test_it_takes_a_collection_that_was_already_begun(self, buyer: Phone, token: str):
        begun = await buyer.begins()
        await buyer.agrees()
        assert (await joined(buyer, token)).collection == begun

    async def test_opening_the_link_again_is_the_same(self, buyer: Phone, token: str):
        first = (await joined(buyer, token)).collection
        assert (await joined(buyer, token)).collection == first

    async def test_the_inviter_is_told(self, seller: Phone, buyer: Phone, token: str):
        await joined(buyer, token)
        assert [notice.title for notice in await seller.does(collection.notices)] == ["对方已加入"]

    async def test_it_refuses_a_third_person(self, buyer: Phone, outsider: Phone, token: str):
        await joined(buyer, token)
        with pytest.raises(errors.InviteTaken):
            await joined(outsider, token)

    async def test_of_two_who_accept_at_once_one_is_first(self, buyer: Phone, outsider: Phone, token: str):
        answers = await asyncio.gather(joined(buyer, token), joined(outsider, token), return_exceptions=True)
        assert sorted(type(answer).__name__ for answer in answers) == ["InviteTaken", "Phone"]

    async def test_it_refuses_the_inviter(self, seller: Phone, token: str):
        with pytest.raises(errors.SameParty):
            await seller.does(collection.join, token)

    async def test_it_refuses_a_collection_of_the_same_side_or_another_deal(self, buyer: Phone, token: str):
        await buyer.begins_as("seller")
        with pytest.raises(errors.InOtherDeal):
            await joined(buyer, token)
        await buyer.is_a("buyer")
        await buyer.does(collection.invite, buyer.collection, PRICE)
        with pytest.raises(errors.InOtherDeal):
            await joined(buyer, token)

    async def test_it_refuses_links_that_are_altered_or_old(self, buyer: Phone, token: str):
        with pytest.raises(TokenInvalid):
            await joined(buyer, token[:-4] + "AAAA")
        with moved_by(timedelta(days=7, seconds=1)), pytest.raises(TokenExpired):
            await joined(buyer, token)

    async def test_it_refuses_when_the_inviter_withdrew(self, seller: Phone, buyer: Phone, token: str):
        await seller.does(collection.withdraw, seller.collection)
        with pytest.raises(errors.InviteOver):
            await joined(buyer, token)


class TestSellerIsBuyer:
    async def test_the_same_identity_number_on_both_sides_is_refused(self, seller: Phone, buyer: Phone, token: str):
        await seller.confirms("identity")
        await joined(buyer, token)
        await buyer.begins_as("buyer")
        with pytest.raises(errors.SameParty):
            await buyer.confirms("identity", card(seller.who))
        await buyer.confirms("identity")

    async def test_a_side_that_is_already_the_same_cannot_join(self, seller: Phone, buyer: Phone, token: str):
        await seller.confirms("identity")
        await buyer.begins_as("buyer")
        await buyer.confirms("identity", card(seller.who))
        with pytest.raises(errors.SameParty):
            await joined(buyer, token)


class TestPrice:
    @pytest.fixture
    async def both(self, seller: Phone, buyer: Phone, token: str) -> tuple[Phone, Phone]:
        await joined(buyer, token)
        await buyer.begins_as("buyer")
        return seller, buyer

    async def agreed(self, phone: Phone) -> int | None:
        return (await collection.party_facts(phone.collection)).agreed_price_fen

    async def test_it_works(self, both):
        seller, buyer = both
        assert (await buyer.tasks())["price"] == "todo" and (await seller.tasks())["price"] == "done"
        await buyer.does(collection.confirm_price, buyer.collection, PRICE)
        await buyer.does(collection.confirm_price, buyer.collection, PRICE)
        assert (await buyer.tasks())["price"] == "done"
        assert await self.agreed(seller) == await self.agreed(buyer) == PRICE

    async def test_changing_it_takes_the_others_confirmation_back(self, both):
        seller, buyer = both
        await buyer.does(collection.confirm_price, buyer.collection, PRICE)
        await buyer.does(collection.set_price, buyer.collection, PRICE - 100_000)
        assert await self.agreed(seller) is None and (await seller.tasks())["price"] == "todo"
        assert "成交价有变化" in [notice.title for notice in await seller.does(collection.notices)]
        await seller.does(collection.confirm_price, seller.collection, PRICE - 100_000)
        assert await self.agreed(seller) == PRICE - 100_000

    async def test_confirming_a_price_that_is_no_more_is_refused_with_the_new_one(self, both):
        seller, buyer = both
        await seller.does(collection.set_price, seller.collection, PRICE + 5)
        with pytest.raises(errors.PriceChanged) as refusal:
            await buyer.does(collection.confirm_price, buyer.collection, PRICE)
        assert refusal.value.facts["price_fen"] == PRICE + 5 and "86,500.05" in refusal.value.sentence

    @pytest.mark.parametrize("price", [0, -1, 10_000_000_000])
    async def test_it_refuses_what_is_no_price(self, both, price):
        seller, _ = both
        with pytest.raises(errors.PriceMalformed):
            await seller.does(collection.set_price, seller.collection, price)

    async def test_without_a_deal_there_is_no_price(self, outsider: Phone):
        await outsider.begins()
        with pytest.raises(errors.NoDeal):
            await outsider.does(collection.set_price, outsider.collection, PRICE)
        with pytest.raises(errors.PartyFirst):
            await outsider.does(collection.invite, outsider.collection, PRICE)

    async def test_an_outsider_changes_nothing(self, both, outsider: Phone):
        seller, _ = both
        for act in (collection.set_price, collection.confirm_price, collection.invite):
            with pytest.raises(errors.CollectionUnknown):
                await outsider.does(act, seller.collection, PRICE)
        with pytest.raises(errors.CollectionUnknown):
            await outsider.does(collection.deal_of, seller.collection)

    async def test_once_a_station_has_a_side_the_clerk_sets_the_price(self, both):
        seller, buyer = both
        await seller.fills("seller")
        await seller.submits()
        async with unit_of_work(CLERK) as work:
            await collection.bind(work, seller.collection, "transfer000000000001")
        with pytest.raises(errors.PriceSettled):
            await buyer.does(collection.set_price, buyer.collection, 1)

    async def test_inviting_again_with_another_price_is_changing_it(self, both):
        seller, _ = both
        await seller.does(collection.invite, seller.collection, PRICE + 1)
        assert await Deal.all().count() == 1 and (await Deal.get()).price_fen == PRICE + 1


async def test_withdrawing_leaves_the_deal_and_tells_the_other(seller: Phone, buyer: Phone, token: str):
    await joined(buyer, token)
    await buyer.does(collection.withdraw, buyer.collection)
    facts = await seller.does(collection.deal_of, seller.collection)
    assert not facts.other_joined
    assert "对方已退出" in [notice.title for notice in await seller.does(collection.notices)]
