"""印章与证书: who may change which seal, and what an administrator learns of the root and the clock."""

import asyncio
import io

import httpx
import pytest
from cryptography import x509
from PIL import Image

from backend import app as wiring
from backend import seals, stations
from backend.kit.tools import installed
from backend.seals import SealWords
from backend.seals.pictures.draw import draw_seal
from backend.serving import SANDBOX_ROOT
from tests.sandbox.running import one_sandbox, sandbox
from tests.support import story
from tests.support.served import served

__all__ = ["one_sandbox", "sandbox"]


@pytest.fixture(scope="module")
def seal() -> bytes:
    """A seal as a manager would upload it."""
    return draw_seal(SealWords("无锡锡山二手车交易市场"))


@pytest.fixture
async def manager(sits):
    return await sits("manager")


@pytest.fixture
async def admin(sits):
    return await sits("admin")


@pytest.fixture
async def places(team) -> dict[str, str]:
    """Code -> public id."""
    return {one.code: one.public_id for one in await stations.list_stations()}


async def uploads(seat, station: str, data: bytes) -> httpx.Response:
    return await seat.client.post(
        f"/console/seals/{station}/images",
        data={"csrf_token": seat.csrf},
        files={"file": ("seal.png", data, "image/png")},
        headers={"Accept": "text/html"},
    )


class TestPictures:
    async def test_it_works(self, manager, places, seal):
        here = places["0001"]
        assert "还没有启用公章图样" in (await manager.page("/console/seals")).text
        assert (await uploads(manager, here, seal)).status_code == 303
        (kept,) = await seals.images_of(here)
        page = (await manager.page("/console/seals")).text
        assert "待启用" in page and "还没有启用公章图样" in page
        assert (await manager.posts(f"/console/api/seals/{here}/images/{kept.id}/use")).status_code == 200
        page = (await manager.page("/console/seals")).text
        assert "还没有启用公章图样" not in page and "赵站长" in page
        picture = await manager.page(f"/console/seals/{here}/images/{kept.id}")
        assert picture.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(picture.content)).mode == "RGBA"

    async def test_a_bad_file_is_told_above_the_form_and_nothing_is_kept(self, manager, places):
        answer = await uploads(manager, places["0001"], b"\xff\xd8\xff a photograph")
        assert answer.status_code == 415
        assert "公章图样须为 PNG 图片，这个文件是JPG 照片" in answer.text
        assert await seals.images_of(places["0001"]) == []

    async def test_a_preview_shows_it_on_the_citys_papers(self, manager, places, seal):
        here = places["0001"]
        await uploads(manager, here, seal)
        (kept,) = await seals.images_of(here)
        pages = (await manager.posts(f"/console/api/seals/{here}/images/{kept.id}/preview")).json()["pages"]
        assert len(pages) == 2
        assert all(page.startswith("data:image/") for page in pages)

    async def test_another_stations_seal_is_not_found(self, manager, places, seal):
        there = places["0002"]
        assert (await manager.page(f"/console/seals/{there}")).status_code == 404
        assert (await uploads(manager, there, seal)).status_code == 404
        assert await seals.images_of(there) == []

    async def test_a_clerk_may_not(self, clerk, places, seal):
        assert (await clerk.page("/console/seals")).status_code == 403
        assert (await uploads(clerk, places["0001"], seal)).status_code == 403

    async def test_a_real_site_draws_none(self, manager, places):
        answer = await manager.posts(f"/console/api/seals/{places['0001']}/draw", {"use": "业务专用章"})
        assert answer.json()["code"] == "SEAL-211"
        assert "生成图样" not in (await manager.page("/console/seals")).text


class TestCertificates:
    async def test_an_administrator_issues_and_a_manager_revokes(self, manager, admin, places):
        here = places["0001"]
        made = (await admin.posts(f"/console/api/seals/{here}/certificates")).json()["serial"]
        assert made[:8] in (await manager.page("/console/seals")).text
        path = f"/console/api/seals/{here}/certificates/{made}/revoke"
        assert (await manager.posts(path, {"why": "superseded", "reason": ""})).json()["field"] == "reason"
        gone = await manager.posts(path, {"why": "key_compromise", "reason": "U 盾遗失"})
        assert gone.status_code == 200
        page = (await manager.page("/console/seals")).text
        assert "已吊销" in page and "私钥可能泄露" in page and "U 盾遗失" in page
        assert "盖章已暂停" in page and "请联系系统管理员" in page
        assert "暂停盖章" in (await admin.page("/console/seals")).text
        lists = x509.load_der_x509_crl(await seals.revocation_list(installed()))
        assert lists.get_revoked_certificate_by_serial_number(int(made, 16)) is not None

    async def test_the_desk_and_the_transfer_are_told_at_once_and_what_to_do(
        self, manager, admin, clerk, team, sits, places
    ):
        here = places["0001"]
        scene = await story.reviewing(team["clerk"])
        desk, transfer = "/console/", f"/console/transfers/{scene.transfer}"
        made = (await admin.posts(f"/console/api/seals/{here}/certificates")).json()["serial"]
        assert "盖章已暂停" not in (await clerk.page(desk)).text
        async with installed().keyvalue.subscribe(seals.TOPIC) as heard:
            form = {"why": "key_compromise", "reason": "U 盾遗失"}
            await manager.posts(f"/console/api/seals/{here}/certificates/{made}/revoke", form)
            assert made in await asyncio.wait_for(anext(heard), 5)
        for page in (desk, transfer):
            told = (await clerk.page(page)).text
            assert "无锡锡山二手车交易市场的印章证书已吊销，盖章已暂停" in told and "请联系系统管理员" in told
            assert "打开印章与证书" not in told
        assert "打开印章与证书" in (await manager.page("/console/staff")).text
        assert "盖章已暂停" not in (await (await sits("clerk2")).page(desk)).text
        everywhere = (await admin.page("/console/staff")).text
        assert "盖章已暂停" in everywhere and "请联系系统管理员" not in everywhere
        await admin.posts(f"/console/api/seals/{here}/certificates")
        assert "盖章已暂停" not in (await clerk.page(desk)).text

    async def test_a_manager_issues_none(self, manager, places):
        assert (await manager.posts(f"/console/api/seals/{places['0001']}/certificates")).status_code == 403

    async def test_a_manager_revokes_only_the_own_stations(self, manager, admin, places):
        theirs = (await admin.posts(f"/console/api/seals/{places['0002']}/certificates")).json()["serial"]
        platforms = (await admin.posts("/console/api/seals/platform/certificates")).json()["serial"]
        form = {"why": "superseded", "reason": "不是我的"}
        for holder, serial in ((places["0002"], theirs), ("platform", platforms), (places["0001"], theirs)):
            answer = await manager.posts(f"/console/api/seals/{holder}/certificates/{serial}/revoke", form)
            assert answer.status_code in (403, 404)
        found = [*await seals.certificates_of(places["0002"]), *await seals.certificates_of_platform()]
        assert {one.state for one in found} == {"valid"}

    async def test_the_administrators_page_shows_root_and_stations(self, admin, places):
        await admin.posts("/console/api/seals/platform/certificates")
        page = (await admin.page("/console/seals")).text
        assert "无锡锡山二手车交易市场" in page and "福州仓山二手车交易市场" in page
        assert "根证书指纹" in page
        assert "CWT_TIMESTAMP_URL" in page


class TestTime:
    @pytest.fixture
    def settings(self, settings, sandbox):
        return settings.model_copy(update={"timestamp_url": f"{sandbox.url}/tsa", "timestamp_ca": SANDBOX_ROOT})

    async def test_it_works(self, admin, settings):
        page = (await admin.page("/console/seals")).text
        assert settings.timestamp_url in page and "车务通沙箱时间戳根 CA" in page
        answer = (await admin.posts("/console/api/seals/time")).json()
        assert answer["took"].endswith("毫秒") and len(answer["at"]) == len("2026-11-21 16:20:00")

    async def test_one_that_is_down_is_told_as_such(self, admin, sandbox):
        sandbox.misbehave("timestamps", "server_error", 1)
        answer = await admin.posts("/console/api/seals/time")
        assert (answer.status_code, answer.json()["code"]) == (503, "SEAL-212")
        assert "http 502" in answer.json()["detail"]


async def test_without_an_authority_it_says_what_to_set(admin):
    answer = await admin.posts("/console/api/seals/time")
    assert answer.json()["code"] == "SEAL-213"
    assert "CWT_TIMESTAMP_URL" in answer.json()["detail"]


class TestPublicFiles:
    async def test_it_works(self, settings):
        app = wiring.create_app(settings.model_copy(update={"worker": False}), faces=("miniprogram_api",))
        async with served(app) as client:
            pem, der = await client.get("/pki/ca.pem"), await client.get("/pki/crl.der")
        root = x509.load_pem_x509_certificate(pem.content)
        listed = x509.load_der_x509_crl(der.content)
        assert listed.issuer == root.subject
        assert listed.is_signature_valid(root.public_key())
        assert der.headers["content-type"] == "application/pkix-crl"
