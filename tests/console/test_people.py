"""个人信息: an administrator looks somebody up, hands out what is held, erases; nobody else does."""

import io
import re
import zipfile

import pytest

from backend.collection.models import Answer
from backend.kit.models import AuditEntry
from tests.support import story


@pytest.fixture
async def admin(sits):
    return await sits("admin")


async def looked_up(admin, number: str):
    """The page that the posted number leads to."""
    answer = await admin.client.post(
        "/console/people", data={"number": number, "csrf_token": admin.csrf}, follow_redirects=True
    )
    assert answer.status_code == 200 and number not in str(answer.url)
    return answer


def sealed(page: str) -> str:
    found = re.search(r'name="who" value="([^"]+)"', page)
    assert found
    return found[1]


class TestLookingUp:
    async def test_it_says_what_may_go_and_what_must_stay(self, admin):
        phone, _ = await story.submitted_seller()
        page = (await looked_up(admin, phone.who.id_number)).text
        assert "可以删除" in page and "必须保留" in page and "第四十七条" in page
        assert phone.who.name not in page and phone.who.id_number not in page
        assert await AuditEntry.filter(action="person.looked_up").count() == 1

    @pytest.mark.parametrize(("number", "says"), [("123", "核对有没有输错"), ("440524188001010014", "没有此人的信息")])
    async def test_it_says_why_nobody_was_found(self, admin, number, says):
        assert says in (await looked_up(admin, number)).text

    async def test_an_address_that_was_tampered_with_finds_nobody(self, admin):
        page = await admin.page("/console/people?who=abc")
        assert page.status_code == 200 and "核对有没有输错" in page.text


class TestHandingOut:
    async def test_a_zip_with_everything(self, admin):
        phone, _ = await story.submitted_seller()
        who = sealed((await looked_up(admin, phone.who.id_number)).text)
        answer = await admin.client.post("/console/people/export", data={"who": who, "csrf_token": admin.csrf})
        assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            assert phone.who.id_number in packed.read("data.json").decode()
        assert await AuditEntry.filter(action="person.exported").count() == 1


class TestErasing:
    async def test_it_wants_a_tick_and_a_reason(self, admin):
        phone, _ = await story.submitted_seller()
        who = sealed((await looked_up(admin, phone.who.id_number)).text)
        told = await admin.posts("/console/api/people/erase", {"who": who, "because": "withdrawn"})
        assert told.json()["code"] == "PER-106"
        assert (await admin.posts("/console/api/people/erase", {"who": who, "because": "", "sure": True})).is_error
        assert await Answer.exists()

    async def test_it_works_once(self, admin):
        phone, _ = await story.submitted_seller()
        who = sealed((await looked_up(admin, phone.who.id_number)).text)
        body = {"who": who, "because": "withdrawn", "sure": True}
        assert (await admin.posts("/console/api/people/erase", body)).status_code == 200
        assert not await Answer.exists()
        assert (await admin.posts("/console/api/people/erase", body)).json()["code"] == "PER-103"
        assert "没有此人的信息" in (await admin.page(f"/console/people?who={who}")).text


async def test_a_manager_may_not(sits):
    manager = await sits("manager")
    assert (await manager.asks("/console/people")).status_code == 403
    told = await manager.posts("/console/api/people/erase", {"who": "x", "because": "over", "sure": True})
    assert told.status_code == 403
