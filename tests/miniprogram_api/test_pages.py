"""The H5 pages in every state (车主页面): each renders for its owner, and for nobody else."""

import re

import pytest

from backend import collection
from backend.kit.database import unit_of_work
from backend.settings import Settings
from backend.stations import passwords
from tests.collection.cast import CLERK
from tests.miniprogram_api.caller import Caller, Site
from tests.sandbox.running import RunningSandbox
from tests.stations.team import QUICK
from tests.support import story


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are not what these tests are about."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)


async def shown(caller: Caller, path: str) -> str:
    """The text of a page that must be there."""
    page = await caller.page(path)
    assert page.status_code == 200, (path, page.status_code, page.text[:500])
    return page.text


class TestLogin:
    @pytest.fixture
    def outside(self, with_sandbox: Settings) -> Settings:
        return with_sandbox

    async def goes_to_wechat(self, site: Site, wanted: str = "/h5/") -> str:
        """The address at WeChat where somebody agrees to log in."""
        out = await site.client.get("/h5/login/wechat", params={"next": wanted})
        state = re.search(r"state=(\w+)", out.headers["location"])
        assert out.status_code == 302 and state and len(state[1]) <= 128
        return str(out.headers["location"])

    async def agrees(self, site: Site, address: str, key: str = "lin-mai") -> str:
        """Where WeChat sends somebody who agreed."""
        answer = await site.client.get(address.split("#")[0].replace("authorize?", f"authorize/agree/{key}?"))
        return str(answer.headers["location"])

    async def test_it_works_and_goes_on_where_one_wanted(self, site: Site, sandbox: RunningSandbox):
        back = await self.agrees(site, await self.goes_to_wechat(site, "/h5/stations"))
        landed = await site.client.get(back)
        assert (landed.status_code, landed.headers["location"]) == (302, "/h5/stations")
        assert site.client.cookies["cwt_owner"]
        assert (await site.client.get("/h5/", headers={"Accept": "text/html"})).status_code == 200

    @pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "/h5/../console/", "/console/"])
    async def test_it_never_leads_to_another_site(self, site: Site, next_: str, sandbox: RunningSandbox):
        back = await self.agrees(site, await self.goes_to_wechat(site, next_))
        assert (await site.client.get(back)).headers["location"] == "/h5/"

    async def test_a_login_that_somebody_else_began_is_refused(self, site: Site, sandbox: RunningSandbox):
        back = await self.agrees(site, await self.goes_to_wechat(site))
        await self.goes_to_wechat(site)
        assert (await site.client.get(back)).json()["code"] == "LINK-101"

    async def test_who_does_not_agree_is_told_why_it_is_needed(self, site: Site, sandbox: RunningSandbox):
        state = re.search(r"state=(\w+)", await self.goes_to_wechat(site))
        assert state
        denied = await site.client.get("/h5/login/back", params={"state": state[1]}, follow_redirects=True)
        assert "您没有同意微信登录" in denied.text

    async def test_a_snapshot_page_is_refused(self, site: Site, sandbox: RunningSandbox):
        address = (await self.goes_to_wechat(site)).split("#")[0]
        back = await self.agrees(site, f"{address}&snapshot=1", "wai-ren-sun")
        assert (await site.client.get(back)).json()["code"] == "WX-103"

    async def test_inside_wechat_nothing_is_asked(self, site: Site):
        page = await site.client.get("/h5/login", headers={"User-Agent": "MicroMessenger/8.0"})
        assert page.headers["location"].startswith("/h5/login/wechat")

    async def test_a_page_that_needs_a_login_comes_back_to_itself(self, site: Site):
        page = await site.client.get("/h5/c/abc/done", headers={"Accept": "text/html"})
        assert page.headers["location"] == "/h5/login?next=/h5/c/abc/done"


class TestEveryTaskHasAPage:
    @pytest.mark.parametrize(
        "party",
        [
            {"role": "seller"},
            {"role": "buyer"},
            {"role": "seller", "by_agent": True},
            {"role": "buyer", "party_kind": "company"},
        ],
    )
    async def test_it_works(self, seller: Caller, party: dict):
        await seller.phone.begins_as(**party)
        here = f"/h5/c/{seller.phone.collection}"
        for task in await seller.phone.tasks():
            await shown(seller, f"{here}/t/{task}")
        for path in ("", "/review", "/invite", "/other-phone", "/manage"):
            await shown(seller, here + path)

    async def test_after_every_photograph_too(self, seller: Caller):
        await story.fills(seller.phone, "seller")
        here = f"/h5/c/{seller.phone.collection}"
        for task in await seller.phone.tasks():
            await shown(seller, f"{here}/t/{task}")
        assert "核对并提交" in await shown(seller, here)
        assert "350102" in await shown(seller, f"{here}/review")

    async def test_next_leads_to_what_is_open(self, begun: Caller):
        here = f"/h5/c/{begun.phone.collection}"
        assert (await begun.page(f"{here}/next")).headers["location"] == f"{here}/t/id_front"
        assert (await begun.page(f"{here}/t/business_licence")).headers["location"] == here

    async def test_somebody_elses_is_not_shown(self, begun: Caller, outsider: Caller):
        here = f"/h5/c/{begun.phone.collection}"
        for path in ("", "/next", "/t/id_front", "/review", "/done", "/invite", "/other-phone", "/manage"):
            assert (await outsider.page(here + path)).status_code == 404

    async def test_no_page_has_a_script_or_a_style_of_its_own(self, begun: Caller):
        here = f"/h5/c/{begun.phone.collection}"
        for path in ("/h5/", here, f"{here}/t/id_front", f"{here}/t/signature"):
            text = await shown(begun, path)
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)


class TestAfterSending:
    async def test_the_done_page_survives_a_bookmark(self, sent: Caller):
        code = await sent.ask("GET", f"{sent.mine}/access-code")
        text = await shown(sent, f"/h5/c/{sent.phone.collection}/done")
        assert code["text"] in text and "采集编号" in text and "到站出示接入码" in text
        assert (await sent.page(f"/h5/c/{sent.phone.collection}")).headers["location"].endswith("/done")

    async def test_a_returned_item_is_all_that_is_asked(self, sent: Caller):
        code = await sent.ask("GET", f"{sent.mine}/access-code")
        async with unit_of_work(CLERK) as work:
            await collection.claim(work, code["text"], "transfer000000000001")
            await collection.send_back(work, sent.phone.collection, [("id_front", "照片反光，看不清号码")])
        text = await shown(sent, f"/h5/c/{sent.phone.collection}")
        assert "请补充 1 项资料" in text and "照片反光，看不清号码" in text
        assert text.count('class="task task_') == 1

    async def test_home_shows_what_waits(self, site: Site, seller: Caller, buyer: Caller):
        assert "还没有办理" in await shown(seller, "/h5/")
        await story.signing((await story.staff())["clerk"])
        home = await shown(seller, "/h5/")
        assert "等您签名" in home and "我的过户" in home

    async def test_signing_pages(self, site: Site, seller: Caller, outsider: Caller):
        scene = await story.signing((await story.staff())["clerk"])
        (papers,) = await seller.ask("GET", "/document-sets")
        text = await shown(seller, f"/h5/sign/{papers['id']}")
        assert "一共 2 份" in text
        await shown(seller, f"/h5/sign/{papers['id']}/{papers['documents'][0]['id']}")
        assert "待签署" in await shown(seller, f"/h5/t/{scene.transfer}")
        assert (await outsider.page(f"/h5/sign/{papers['id']}")).status_code == 404

    async def test_a_cancelled_transfer_says_so(self, site: Site, seller: Caller):
        scene = await story.cancelled((await story.staff())["clerk"])
        assert "本次过户已取消" in await shown(seller, f"/h5/t/{scene.transfer}")


class TestDoors:
    async def test_an_invitation_is_read_before_logging_in(self, site: Site, begun: Caller, buyer: Caller):
        made = await begun.ask("POST", f"{begun.mine}/invitation", {"price_fen": 8_800_000})
        page = await site.client.get(f"/h5/join/{made['token']}")
        assert "88,000.00" in page.text and "微信登录后加入" in page.text
        assert "接受邀请" in await shown(buyer, f"/h5/join/{made['token']}")
        await shown(begun, f"/h5/c/{begun.phone.collection}/invite")
        await shown(begun, f"/h5/c/{begun.phone.collection}/t/price")

    async def test_pages_for_everybody(self, site: Site):
        await story.staff()
        for path, words in (("/h5/privacy", "个人信息处理告知书"), ("/h5/stations", "打电话")):
            assert words in (await site.client.get(path)).text
