"""Documents to read and sign; my transfers; the station's direct start (文书与过户)."""

import hashlib

import pytest

from backend import documents, transfers
from backend.stations import passwords
from tests.miniprogram_api.caller import Caller, Site
from tests.miniprogram_api.test_answers import ink
from tests.stations.team import QUICK
from tests.support import story
from tests.support.story import Scene
from tests.transfers.desk import asks_for_code


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are not what these tests are about."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)


@pytest.fixture
async def signing(site: Site) -> Scene:
    """Approved; the papers wait for 林卖 and 陈买."""
    return await story.signing((await story.staff())["clerk"])


@pytest.fixture
async def appraised(site: Site) -> Scene:
    """The same with an appraised price: a third document, which nobody of them signs."""
    scene = await story.reviewing((await story.staff())["clerk"])
    await scene.desk.looks()
    await scene.desk.edits(appraised="80000")
    await scene.desk.prepares()
    return scene


async def the_set(caller: Caller) -> dict:
    """The one set that waits."""
    (found,) = await caller.ask("GET", "/document-sets")
    return found


async def filled(caller: Caller, **more: object) -> dict:
    """What the pad sends, with the code that the phone got; ``more`` changes it."""
    papers = await the_set(caller)
    seen = [one["id"] for one in papers["documents"]]
    code = await asks_for_code(papers["id"], caller.phone.actor)
    return {"signature": ink(), "seen": seen, "code": code or "000000", "sure": True} | more


async def signs(caller: Caller) -> dict:
    """Read everything, ask for the code and sign."""
    papers = await the_set(caller)
    return await caller.ask("POST", f"/document-sets/{papers['id']}/signature", await filled(caller))


class TestReading:
    async def test_it_works(self, signing: Scene, seller: Caller):
        papers = await the_set(seller)
        assert (papers["state"], papers["mine"]["state"]) == ("signing", "waiting")
        titles = ["二手车交易确认表", "二手车买卖合同", "机动车注册、转移、注销登记/转入申请表"]
        assert [one["title"] for one in papers["documents"]] == titles
        assert papers["mine"]["phone"] == f"{seller.phone.who.phone[:3]}****{seller.phone.who.phone[-4:]}"
        assert await seller.ask("GET", f"/document-sets/{papers['id']}") == papers

    async def test_a_page_is_a_picture(self, signing: Scene, seller: Caller):
        first = (await the_set(seller))["documents"][0]
        page = await seller.send("GET", f"/documents/{first['id']}/pages/1?width=400")
        assert page.content[:4] in {b"\x89PNG", b"\xff\xd8\xff\xe0"}
        assert await seller.refused("GET", f"/documents/{first['id']}/pages/99") == "DOC-404"
        assert await seller.refused("GET", f"/documents/{first['id']}/pages/1?width=wide") == "REQ-404"

    async def test_the_pdf_is_the_one_that_the_hash_is_of(self, signing: Scene, seller: Caller):
        first = (await the_set(seller))["documents"][0]
        pdf = await seller.send("GET", f"/documents/{first['id']}/pdf")
        assert hashlib.sha256(pdf.content).hexdigest() == first["sha256"]

    async def test_an_outsider_finds_nothing(self, signing: Scene, seller: Caller, outsider: Caller):
        papers = await the_set(seller)
        assert await outsider.ask("GET", "/document-sets") == []
        document = papers["documents"][0]["id"]
        for path in (f"/document-sets/{papers['id']}", f"/documents/{document}/pdf", f"/documents/{document}/pages/1"):
            assert await outsider.refused("GET", path) == "DOC-404"


class TestSigning:
    async def test_it_works(self, signing: Scene, seller: Caller):
        assert (await signs(seller))["state"] == "signed"
        assert (await the_set(seller))["mine"]["state"] == "signed"

    async def test_twice_is_once(self, signing: Scene, seller: Caller):
        assert await signs(seller) == await signs(seller)

    async def test_not_before_everything_was_read(self, signing: Scene, seller: Caller):
        papers = await the_set(seller)
        body = await filled(seller, seen=[papers["documents"][0]["id"]])
        assert await seller.refused("POST", f"/document-sets/{papers['id']}/signature", body) == "DOC-114"
        assert seller.last.json()["facts"] == {"left": 1}

    async def test_another_phone_need_not_read_again(self, signing: Scene, seller: Caller):
        papers = await the_set(seller)
        names = [one["id"] for one in papers["documents"]]
        for name in names:
            told = await seller.ask("POST", f"/documents/{name}/read", {})
        assert told["read"] == names and (await the_set(seller))["mine"]["read"] == names
        answer = await seller.ask("POST", f"/document-sets/{papers['id']}/signature", await filled(seller, seen=[]))
        assert answer["state"] == "signed"

    async def test_an_outsider_reads_nothing(self, signing: Scene, seller: Caller, outsider: Caller):
        name = (await the_set(seller))["documents"][0]["id"]
        assert await outsider.refused("POST", f"/documents/{name}/read", {}) == "DOC-113"

    async def test_a_dot_is_no_signature(self, signing: Scene, seller: Caller):
        papers = await the_set(seller)
        body = await filled(seller, signature=ink(span=0.01))
        assert await seller.refused("POST", f"/document-sets/{papers['id']}/signature", body) == "DOC-115"

    async def test_an_outsider_does_not_sign(self, signing: Scene, seller: Caller, outsider: Caller):
        papers = await the_set(seller)
        body = await filled(seller)
        assert await outsider.refused("POST", f"/document-sets/{papers['id']}/signature", body) == "DOC-113"

    async def test_a_version_that_was_replaced(self, signing: Scene, seller: Caller):
        papers = await the_set(seller)
        body = await filled(seller)
        await signing.desk.edits(price="86,000.00")
        assert await seller.refused("POST", f"/document-sets/{papers['id']}/signature", body) == "DOC-112"

    async def test_the_code_is_asked_for_under_the_set(self, signing: Scene, seller: Caller, outsider: Caller):
        papers = await the_set(seller)
        here = f"/document-sets/{papers['id']}"
        told = await seller.ask("POST", f"{here}/code")
        assert (told["phone"], told["fingerprint"]) == (papers["mine"]["phone"], papers["fingerprint"])
        assert 50 <= told["retry_after"] <= 60
        assert await seller.refused("POST", f"{here}/code") == "RATE-101"
        assert seller.last.status_code == 429 and int(seller.last.headers["Retry-After"]) <= 60
        assert await outsider.refused("POST", f"{here}/code") == "DOC-113"

    async def test_a_wrong_code_says_what_is_left(self, signing: Scene, seller: Caller):
        papers = await the_set(seller)
        body = await filled(seller)
        wrong = body | {"code": f"{(int(body['code']) + 1) % 1_000_000:06d}"}
        assert await seller.refused("POST", f"/document-sets/{papers['id']}/signature", wrong) == "DOC-121"
        assert (seller.last.json()["field"], seller.last.json()["facts"]) == ("code", {"left": 4})
        assert (await seller.ask("POST", f"/document-sets/{papers['id']}/signature", body))["state"] == "signed"

    @pytest.mark.parametrize("missing", ["sure", "code"])
    async def test_nothing_is_signed_without_the_word_and_the_code(self, signing: Scene, seller: Caller, missing: str):
        papers = await the_set(seller)
        body = await filled(seller)
        del body[missing]
        assert await seller.refused("POST", f"/document-sets/{papers['id']}/signature", body) == "REQ-422"

    async def test_taking_it_back(self, signing: Scene, seller: Caller, buyer: Caller, outsider: Caller):
        papers = await the_set(seller)
        path = f"/document-sets/{papers['id']}/withdraw"
        await signs(seller)
        assert "想撤回签名" in (await seller.page(f"/h5/sign/{papers['id']}")).text
        assert await outsider.refused("POST", path) == "DOC-113"
        assert (await seller.ask("POST", path))["state"] == "waiting"
        for caller in (seller, buyer):
            await signs(caller)
        assert await seller.refused("POST", path) == "DOC-127"
        assert "想撤回签名" not in (await seller.page(f"/h5/sign/{papers['id']}")).text

    async def test_saying_no(self, signing: Scene, seller: Caller, buyer: Caller):
        papers = await the_set(seller)
        path = f"/document-sets/{papers['id']}/decline"
        assert await seller.refused("POST", path, {"reason": ""}) == "REQ-422"
        await seller.ask("POST", path, {"reason": "成交价写错了"})
        view = await signing.desk.looks()
        assert view.state is transfers.State.REVIEWING


class TestWithACertificate:
    async def test_everybody_signs_their_own_and_all_are_there(
        self, appraised: Scene, seller: Caller, buyer: Caller, site: Site
    ):
        papers = await the_set(seller)
        all_three = {"seller", "buyer", "clerk"}
        signed_by = [set(one["signed_by"]) for one in papers["documents"]]
        assert signed_by == [all_three, all_three, {"clerk"}, {"buyer"}]
        confirmation, contract, certificate, application = (one["id"] for one in papers["documents"])
        for caller, more in ((seller, []), (buyer, [application])):
            body = await filled(caller, seen=[confirmation, contract, *more])
            await caller.ask("POST", f"/document-sets/{papers['id']}/signature", body)
        pdf = await seller.send("GET", f"/documents/{certificate}/pdf")
        assert hashlib.sha256(pdf.content).hexdigest() == papers["documents"][2]["sha256"]

    async def test_the_pages_count_what_is_to_be_signed(self, appraised: Scene, seller: Caller):
        papers = await the_set(seller)
        home, sign, progress = [
            (await seller.page(path)).text
            for path in ("/h5/", f"/h5/sign/{papers['id']}", f"/h5/t/{appraised.transfer}")
        ]
        assert "2 份文书，看完后签一次名" in home and "评估鉴定结论书" not in home
        assert "确认签署 2 份文书" in sign and "供您查阅，不用签名" in sign
        assert "2 份文书等您签名" in progress

    async def test_anybody_can_check_it(self, appraised: Scene, seller: Caller, site: Site):
        certificate = (await the_set(seller))["documents"][2]
        page = (await site.client.get(f"/v/{certificate['id']}")).text
        assert certificate["number"] in page and "尚未签署完成" in page and "林卖" not in page


class TestTransfers:
    async def test_it_works(self, signing: Scene, seller: Caller):
        (mine,) = await seller.ask("GET", "/transfers")
        assert (mine["state"], mine["side"]) == ("signing", "seller")
        assert await seller.ask("GET", f"/transfers/{mine['id']}") == mine

    async def test_an_outsider_finds_none(self, signing: Scene, outsider: Caller):
        assert await outsider.ask("GET", "/transfers") == []
        assert await outsider.refused("GET", f"/transfers/{signing.transfer}") == "TRF-404"


class TestDirectStart:
    @pytest.fixture
    async def token(self, site: Site) -> str:
        scene = Scene(story.Desk((await story.staff())["clerk"]))
        await scene.desk.opens()
        return str(await scene.desk.does(transfers.start_link, scene.transfer, "seller"))

    async def test_it_works_and_twice_is_once(self, seller: Caller, token: str):
        first = await seller.ask("POST", f"/starts/{token}")
        assert await seller.ask("POST", f"/starts/{token}") == first
        tasks = await seller.ask("GET", f"/collections/{first['collection']}")
        assert (tasks["role"], bool(tasks["transfer"])) == ("seller", True)

    async def test_a_second_person_comes_too_late(self, seller: Caller, outsider: Caller, token: str):
        await seller.ask("POST", f"/starts/{token}")
        assert await outsider.refused("POST", f"/starts/{token}") == "TRF-103"

    async def test_an_altered_link(self, seller: Caller, token: str):
        assert await seller.refused("POST", f"/starts/{token[:-2]}xx") == "LINK-101"


class TestCheckPage:
    async def test_it_works_for_anybody_and_names_nobody(self, signing: Scene, seller: Caller, site: Site):
        first = (await the_set(seller))["documents"][0]
        page = (await site.client.get(f"/v/{first['id']}")).text
        assert first["number"] in page and first["sha256"] in page and "尚未签署完成" in page
        assert "林卖" not in page and "陈买" not in page

    async def test_one_that_there_is_not(self, site: Site):
        assert (await site.client.get("/v/nothing")).status_code == 404


async def test_signed_papers_are_shown_as_such(site: Site, seller: Caller, buyer: Caller):
    scene = await story.settling((await story.staff())["clerk"])
    (papers,) = await documents.sets_of_owner(seller.phone.actor.id)
    assert papers.state == "finished"
    page = (await seller.page(f"/h5/t/{scene.transfer}")).text
    assert "各方已签署" in page and f"/api/v1/documents/{papers.documents[0].id}/pdf" in page
