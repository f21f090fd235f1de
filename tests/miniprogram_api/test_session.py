"""POST /login, /logout, GET /me, /notices (登录与通知)."""

import pytest

from backend.collection import notify
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.settings import Settings
from tests.miniprogram_api.caller import Caller, Site
from tests.sandbox.running import RunningSandbox


class TestMiniProgramLogin:
    @pytest.fixture
    def outside(self, with_sandbox: Settings) -> Settings:
        return with_sandbox

    async def test_it_works(self, site: Site, sandbox: RunningSandbox):
        codes = sandbox.codes_for("lin-mai")
        answer = (await site.client.post("/api/v1/login", json={"js_code": codes["js_code"]})).json()
        me = await site.client.get("/api/v1/me", headers={"Authorization": f"Bearer {answer['token']}"})
        assert me.json() == {"owner": answer["owner"], "unread": 0}

    async def test_the_same_person_is_the_same_owner_as_in_h5(self, site: Site, sandbox: RunningSandbox):
        h5 = await site.logs_in("lin-mai")
        codes = sandbox.codes_for("lin-mai")
        answer = (await site.client.post("/api/v1/login", json={"js_code": codes["js_code"]})).json()
        assert answer["owner"] == h5.phone.actor.id

    async def test_a_code_works_once(self, site: Site, sandbox: RunningSandbox):
        code = {"js_code": sandbox.codes_for("lin-mai")["js_code"]}
        await site.client.post("/api/v1/login", json=code)
        again = await site.client.post("/api/v1/login", json=code)
        assert (again.status_code, again.json()["code"]) == (401, "WX-101")

    async def test_without_a_code_the_field_is_named(self, site: Site):
        refused = await site.client.post("/api/v1/login", json={})
        assert (refused.status_code, refused.json()["field"]) == (422, "js_code")

    async def test_wechat_being_down_is_not_the_owners_fault(self, site: Site, sandbox: RunningSandbox):
        code = {"js_code": sandbox.codes_for("lin-mai")["js_code"]}
        sandbox.misbehave("wechat", "server_error")
        refused = await site.client.post("/api/v1/login", json=code)
        assert (refused.status_code, refused.json()["code"]) == (503, "SYS-503")


class TestSession:
    async def test_nobody_is_asked_to_log_in(self, site: Site):
        refused = await site.client.get("/api/v1/me")
        assert (refused.status_code, refused.json()["code"]) == (401, "AUTH-101")

    async def test_after_logging_out_the_token_is_dead(self, seller: Caller):
        await seller.ask("POST", "/logout")
        assert await seller.refused("GET", "/me") == "AUTH-101"

    async def test_a_browser_needs_the_csrf_token(self, site: Site, seller: Caller):
        cookie = {"Cookie": f"cwt_owner={seller.token}"}
        forged = await site.client.post("/api/v1/collections", json={}, headers=cookie)
        assert (forged.status_code, forged.json()["code"]) == (403, "AUTH-103")


class TestNotices:
    async def test_they_are_told_and_read(self, sent: Caller):
        async with unit_of_work(SYSTEM) as work:
            await notify(work, sent.phone.collection, "claimed")
        (notice,) = await sent.ask("GET", "/notices")
        assert (notice["title"], notice["read"]) == ("资料已接收", False)
        await sent.ask("POST", f"/notices/{notice['id']}/read")
        assert (await sent.ask("GET", "/me"))["unread"] == 0

    async def test_others_do_not_see_them(self, sent: Caller, outsider: Caller):
        async with unit_of_work(SYSTEM) as work:
            await notify(work, sent.phone.collection, "claimed")
        assert await outsider.ask("GET", "/notices") == []
