"""Beginning, task list, party, review, submit, withdraw, another phone (采集)."""

import asyncio
import json

from backend.kit import clock
from tests.miniprogram_api.caller import Caller


class TestBegin:
    async def test_it_works(self, seller: Caller):
        collection = (await seller.ask("POST", "/collections", {}))["collection"]
        assert [card["id"] for card in await seller.ask("GET", "/collections")] == [collection]

    async def test_one_that_is_untouched_is_gone_on_with(self, seller: Caller):
        first = await seller.ask("POST", "/collections", {})
        assert await seller.ask("POST", "/collections", {}) == first

    async def test_a_role_that_there_is_not(self, seller: Caller):
        assert await seller.refused("POST", "/collections", {"role": "thief"}) == "REQ-422"


class TestTaskList:
    async def test_it_works(self, begun: Caller):
        tasks = await begun.ask("GET", begun.mine)
        assert (tasks["next"], tasks["done"], tasks["can_submit"]) == ("id_front", 4, False)

    async def test_somebody_elses_is_told_apart_from_nobodys_by_nothing(self, begun: Caller, outsider: Caller):
        assert await outsider.refused("GET", begun.mine) == "COL-101"
        assert await outsider.refused("GET", "/collections/nobodys") == "COL-101"


class TestParty:
    async def test_it_works(self, seller: Caller):
        await seller.phone.begins()
        party = {"role": "buyer", "party_kind": "company"}
        tasks = await seller.ask("POST", f"{seller.mine}/party", party)
        assert "business_licence" in {task["key"] for task in tasks["tasks"]}
        assert "car_vin" not in {task["key"] for task in tasks["tasks"]}

    async def test_a_choice_that_there_is_not_names_its_field(self, begun: Caller):
        code = await begun.refused("POST", f"{begun.mine}/party", {"role": "seller", "party_kind": "robot"})
        assert (code, begun.last.json()["field"]) == ("REQ-422", "party_kind")

    async def test_not_after_sending(self, sent: Caller):
        party = {"role": "seller", "party_kind": "person"}
        assert await sent.refused("POST", f"{sent.mine}/party", party) == "COL-102"


class TestReviewAndSubmit:
    async def test_it_works(self, seller: Caller):
        await seller.phone.fills("seller")
        rows = {row["label"]: row for row in await seller.ask("GET", f"{seller.mine}/review")}
        assert (rows["姓名"]["value"], rows["姓名"]["task"]) == ("林卖", "identity")
        assert (await seller.ask("POST", f"{seller.mine}/submit"))["state"] == "submitted"

    async def test_twice_is_once(self, sent: Caller):
        code = await sent.ask("GET", f"{sent.mine}/access-code")
        await sent.ask("POST", f"{sent.mine}/submit")
        assert await sent.ask("GET", f"{sent.mine}/access-code") == code

    async def test_what_is_left_is_named(self, begun: Caller):
        assert await begun.refused("POST", f"{begun.mine}/submit") == "COL-103"
        assert begun.last.json()["field"] == "id_front"


class TestWithdraw:
    async def test_it_works(self, sent: Caller):
        await sent.ask("POST", f"{sent.mine}/withdraw")
        assert await sent.ask("GET", "/collections") == []
        assert await sent.refused("GET", sent.mine) == "COL-101"


class TestAnotherPhone:
    async def test_it_works_once(self, begun: Caller, outsider: Caller):
        link = await begun.ask("POST", f"{begun.mine}/handover")
        path = link["url"].split("/", 3)[3]
        assert link["qr_svg"].startswith("<svg")
        opened = await begun.site.client.post(f"/{path}")
        assert opened.headers["location"] == f"/h5/c/{begun.phone.collection}"
        assert "cwt_owner=" in opened.headers["set-cookie"]
        again = await begun.site.client.post(f"/{path}")
        assert (again.status_code, again.json()["code"]) == (410, "COL-120")

    async def test_a_preview_of_the_link_does_not_use_it_up(self, begun: Caller):
        path = (await begun.ask("POST", f"{begun.mine}/handover"))["url"].split("/", 3)[3]
        await begun.site.client.get(f"/{path}")
        assert (await begun.site.client.post(f"/{path}")).status_code == 303

    async def test_somebody_elses_collection_is_not_handed_over(self, begun: Caller, outsider: Caller):
        assert await outsider.refused("POST", f"{begun.mine}/handover") == "COL-101"


class TestEvents:
    async def test_a_change_is_told(self, begun: Caller):
        headers = {"Authorization": f"Bearer {begun.token}"}
        url = f"/api/v1{begun.mine}/events"
        async with asyncio.timeout(10), begun.site.client.stream("GET", url, headers=headers) as stream:
            lines = stream.aiter_lines()
            while await anext(lines) != "event: ready":
                pass
            assert await anext(lines) == "data: {}"
            await begun.phone.signs()
            told = await anext(line async for line in lines if line.startswith("data:"))
        assert json.loads(told[5:])["topic"] == f"collection:{begun.phone.collection}"

    async def test_nobody_listens_to_somebody_elses(self, begun: Caller, outsider: Caller):
        assert await outsider.refused("GET", f"{begun.mine}/events") == "COL-101"


class TestAccessCode:
    async def test_it_works(self, sent: Caller):
        code = await sent.ask("GET", f"{sent.mine}/access-code")
        assert [len(part) for part in code["text"].split("-")] == [4, 4, 4, 4]
        assert code["qr"].endswith(code["text"])
        assert code["expires_at"] > clock.now().isoformat()[:10]

    async def test_its_picture_is_an_svg(self, sent: Caller):
        picture = await sent.send("GET", f"{sent.mine}/access-code.svg")
        assert picture.text.startswith("<svg")

    async def test_renewing_ends_the_old_one(self, sent: Caller):
        old = await sent.ask("GET", f"{sent.mine}/access-code")
        assert (await sent.ask("POST", f"{sent.mine}/access-code/renew"))["text"] != old["text"]

    async def test_after_revoking_there_is_none(self, sent: Caller):
        await sent.ask("POST", f"{sent.mine}/access-code/revoke")
        assert await sent.refused("GET", f"{sent.mine}/access-code") == "CODE-108"

    async def test_none_before_sending(self, begun: Caller):
        assert await begun.refused("POST", f"{begun.mine}/access-code/renew") == "CODE-108"

    async def test_others_never_see_it(self, sent: Caller, outsider: Caller):
        assert await outsider.refused("GET", f"{sent.mine}/access-code") == "COL-101"
