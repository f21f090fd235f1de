"""Invitations and the one price (邀请与成交价)."""

import pytest

from tests.miniprogram_api.caller import Caller, Site

PRICE = {"price_fen": 8_800_000}


@pytest.fixture
async def invited(begun: Caller) -> str:
    """The token of 林卖's invitation."""
    made = await begun.ask("POST", f"{begun.mine}/invitation", PRICE)
    assert (made["role"], made["url"].split("/")[-2]) == ("buyer", "join")
    return str(made["token"])


class TestInvitation:
    async def test_anybody_may_read_it_and_learns_nothing_personal(self, site: Site, invited: str):
        offer = (await site.client.get(f"/api/v1/invitations/{invited}")).json()
        assert (offer["role"], offer["price_fen"]) == ("buyer", 8_800_000)
        assert "林卖" not in str(offer)

    async def test_the_buyer_joins(self, begun: Caller, buyer: Caller, invited: str):
        joined = await buyer.ask("POST", f"/invitations/{invited}/join", {})
        tasks = await buyer.ask("GET", f"/collections/{joined['collection']}")
        assert tasks["role"] == "buyer" and tasks["deal"]
        assert (await begun.ask("GET", f"{begun.mine}/deal"))["other_joined"]

    async def test_joining_twice_is_once(self, buyer: Caller, invited: str):
        first = await buyer.ask("POST", f"/invitations/{invited}/join", {})
        assert await buyer.ask("POST", f"/invitations/{invited}/join", {}) == first

    async def test_a_third_person_comes_too_late(self, buyer: Caller, outsider: Caller, invited: str):
        await buyer.ask("POST", f"/invitations/{invited}/join", {})
        assert await outsider.refused("POST", f"/invitations/{invited}/join", {}) == "DEAL-104"

    async def test_the_inviter_is_not_the_other_side(self, begun: Caller, invited: str):
        assert await begun.refused("POST", f"/invitations/{invited}/join", {}) == "DEAL-103"

    async def test_an_altered_link(self, buyer: Caller, invited: str):
        assert await buyer.refused("POST", f"/invitations/{invited[:-2]}xx/join", {}) == "LINK-101"

    @pytest.mark.parametrize("price", [0, -5, 10_000_000_000])
    async def test_not_a_price(self, begun: Caller, price: int):
        assert await begun.refused("POST", f"{begun.mine}/invitation", {"price_fen": price}) == "DEAL-101"


class TestPrice:
    @pytest.fixture
    async def joined(self, buyer: Caller, invited: str) -> Caller:
        buyer.phone.collection = (await buyer.ask("POST", f"/invitations/{invited}/join", {}))["collection"]
        return buyer

    async def test_both_confirm(self, begun: Caller, joined: Caller):
        deal = await joined.ask("POST", f"{joined.mine}/price/confirm", PRICE)
        assert deal["agreed_fen"] == 8_800_000

    async def test_a_changed_price_is_confirmed_anew(self, begun: Caller, joined: Caller):
        await joined.ask("POST", f"{joined.mine}/price/confirm", PRICE)
        deal = await begun.ask("POST", f"{begun.mine}/price", {"price_fen": 8_500_000})
        assert (deal["mine_confirmed"], deal["other_confirmed"], deal["agreed_fen"]) == (True, False, None)
        assert await joined.refused("POST", f"{joined.mine}/price/confirm", PRICE) == "DEAL-102"

    async def test_without_a_deal_there_is_no_price(self, begun: Caller):
        assert await begun.refused("GET", f"{begun.mine}/deal") == "DEAL-106"
        assert await begun.refused("POST", f"{begun.mine}/price", PRICE) == "DEAL-106"
