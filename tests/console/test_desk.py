"""The desk: codes are taken, transfers opened and found, and news arrive."""

import json

import pytest

from tests.support import story
from tests.transfers.desk import Desk


class TestTakeCode:
    async def test_it_works(self, clerk):
        _, code = await story.submitted_seller()
        answer = (await clerk.posts("/console/api/codes", {"code": code})).json()
        assert (answer["side"], answer["opened"]) == ("seller", True)
        assert "林卖" in (await clerk.page(answer["go"])).text

    async def test_it_takes_what_a_scanner_types(self, clerk):
        _, code = await story.submitted_seller()
        answer = await clerk.posts("/console/api/codes", {"code": f"cwt:{code.lower()}"})
        assert answer.json()["side"] == "seller"

    async def test_a_second_code_fills_the_other_side(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        _, code = await story.submitted_buyer()
        answer = await clerk.posts("/console/api/codes", {"code": code, "transfer": scene.transfer})
        assert answer.json() == {
            "go": f"/console/transfers/{scene.transfer}", "transfer": scene.transfer, "side": "buyer", "opened": False
        }  # fmt: skip

    async def test_the_same_code_again_leads_to_its_transfer(self, clerk, team):
        _, code = await story.submitted_seller()
        first = (await clerk.posts("/console/api/codes", {"code": code})).json()
        again = (await clerk.posts("/console/api/codes", {"code": code})).json()
        assert (again["transfer"], again["opened"]) == (first["transfer"], False)

    @pytest.mark.parametrize("code", ["7K3M-9QXA-7K3M-9QXA", "扫错了"])
    async def test_it_refuses_what_is_no_code(self, clerk, code):
        answer = await clerk.posts("/console/api/codes", {"code": code})
        assert 400 <= answer.status_code < 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["field"] == "code"

    async def test_it_refuses_a_code_that_another_station_took(self, clerk, sits):
        _, code = await story.submitted_seller()
        other = await sits("clerk2")
        await other.posts("/console/api/codes", {"code": code})
        answer = (await clerk.posts("/console/api/codes", {"code": code})).json()
        assert answer["status"] == 409
        assert not (answer.get("facts") or {}).get("transfer")

    async def test_it_refuses_a_page_that_is_not_ours(self, clerk):
        answer = await clerk.posts("/console/api/codes", {"code": "x"}, **{"X-CSRF-Token": "forged"})
        assert answer.json()["code"] == "AUTH-103"


class TestOpenTransfer:
    async def test_it_works(self, clerk):
        answer = await clerk.posts("/console/api/transfers")
        assert answer.status_code == 201
        page = (await clerk.page(answer.json()["go"])).text
        assert page.count("<svg") == 2
        assert page.count("/h5/start/") == 2

    async def test_the_same_press_twice_opens_one(self, clerk):
        answers = [await clerk.posts("/console/api/transfers", **{"Idempotency-Key": "press-1"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()


class TestList:
    async def test_it_shows_names_masked_and_counts_by_state(self, clerk, team):
        await story.reviewing(team["clerk"])
        page = (await clerk.page("/console/")).text
        assert "闽A7F36Q" in page
        assert "林*" in page
        assert "林卖" not in page
        assert "待审核<span>1</span>" in page

    @pytest.mark.parametrize("query", ["闽A7F36Q", "7F36", "0012301", "林卖", "19900000001", "陈买"])
    async def test_it_finds(self, clerk, team, query):
        scene = await story.reviewing(team["clerk"])
        phone = scene.seller.who.phone if query == "19900000001" else query
        assert scene.transfer in (await clerk.page(f"/console/?q={phone}")).text

    async def test_it_says_what_to_do_when_nothing_was_found(self, clerk):
        assert "没有找到“京A00000”" in (await clerk.page("/console/?q=京A00000")).text

    async def test_it_filters_by_state(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        assert scene.transfer in (await clerk.page("/console/?state=collecting")).text
        assert scene.transfer not in (await clerk.page("/console/?state=reviewing")).text

    async def test_it_turns_pages(self, clerk, team):
        desk = Desk(team["clerk"])
        for _ in range(21):
            await desk.opens()
        first = (await clerk.page("/console/")).text
        assert "第 1 / 2 页" in first
        assert first.count("data-row=") == 20
        assert (await clerk.page("/console/?page=2")).text.count("data-row=") == 1

    @pytest.mark.parametrize("nonsense", ["page=-1", "page=99999999", "state=lost", "page=二", "q=%27%22%3Cscript%3E"])
    async def test_nonsense_in_the_address_is_no_error(self, clerk, nonsense):
        answer = await clerk.page(f"/console/?{nonsense}")
        assert answer.status_code == 200
        assert "<script>" not in answer.text

    async def test_another_station_sees_nothing_of_it(self, sits, team):
        scene = await story.collecting(team["clerk"])
        other = await sits("clerk2")
        assert scene.transfer not in (await other.page("/console/?q=闽A7F36Q")).text

    async def test_an_administrator_is_led_to_the_staff(self, sits):
        admin = await sits("admin")
        assert (await admin.page("/console/")).headers["location"] == "/console/staff"


class TestNews:
    async def test_it_hears_of_its_station(self, clerk, team):
        async with clerk.client.stream("GET", "/console/events") as stream:
            lines = stream.aiter_lines()
            while await anext(lines) != "event: ready":
                pass
            assert await anext(lines) == "data: {}"
            await Desk(team["clerk2"]).opens()
            own = Desk(team["clerk"])
            await own.opens()
            async for line in lines:
                if line.startswith("data:"):
                    break
        message = json.loads(line.removeprefix("data:"))["message"]
        assert message == {"transfer": own.transfer, "state": "draft", "action": "opened"}

    async def test_it_refuses_to_listen_to_another_stations_transfer(self, clerk, team):
        desk = Desk(team["clerk2"])
        await desk.opens()
        assert (await clerk.asks(f"/console/events?transfer={desk.transfer}")).status_code == 404

    async def test_a_line_of_news_masks_who_it_is_about(self, clerk, team):
        desk = Desk(team["clerk"])
        await desk.opens()
        token = await desk.does(story.transfers.start_link, desk.transfer, "seller")
        phone = await story.at_the_phone("lin-mai")
        phone.collection = await phone.does(story.transfers.accept_start, token)
        await story.fills(phone, "seller")
        await phone.submits()
        news = (await clerk.asks(f"/console/api/transfers/{desk.transfer}/news")).json()
        assert news["sentence"] == "卖方 林* 提交了卖方的全部资料"
        assert news["action"] == "side_filled"
