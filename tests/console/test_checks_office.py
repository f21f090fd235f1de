"""Policies, what was stopped, and who is kept out: pages of managers and administrators."""

import io

import pytest
from PIL import Image

from backend.collection.models import Evidence
from backend.collection.personal.faces import CACHE
from backend.kit import audit, clock, tools
from backend.verification import Outcome, Reason, settle
from backend.verification.models import Check, Interception, Policy
from tests.collection.cast import at_the_phone
from tests.support import story

POLICY = {"kind": "face_match", "demand": "required", "pass_at": 90, "fail_at": 70, "second_person": True}


@pytest.fixture
async def manager(sits):
    return await sits("manager")


class TestPolicy:
    async def test_it_works_and_keeps_its_history(self, manager):
        assert (await manager.posts("/console/api/checks/policy", POLICY)).status_code == 200
        page = (await manager.page("/console/checks")).text
        assert "必须通过，通过 80，不通过 60" in page
        assert "必须通过，通过 90，不通过 70，须复核" in page
        assert "本站设置" in page
        assert "存有本人照片" not in page

    async def test_an_administrator_sets_the_platforms_and_sees_how_many_faces_are_kept(self, sits, team):
        admin = await sits("admin")
        await story.reviewing(team["clerk"])
        assert (await admin.posts("/console/api/checks/policy", POLICY)).status_code == 200
        assert (await Policy.get()).station == ""
        assert "2 人" in (await admin.page("/console/checks")).text

    async def test_every_page_warns_an_administrator_of_many_faces_and_nobody_else(self, sits, manager):
        await tools.installed().keyvalue.set(CACHE, "80000/90000")
        admin = await sits("admin")
        told = (await admin.page("/console/staff")).text
        assert "80,000 人" in told and "接近 100,000 人" in told
        assert "80,000 人" not in (await manager.page("/console/staff")).text

    @pytest.mark.parametrize(
        "change", [{"pass_at": 60, "fail_at": 60}, {"pass_at": 101}, {"pass_at": 50, "fail_at": 70}]
    )
    async def test_it_refuses_thresholds_that_cannot_be_meant(self, manager, change):
        told = await manager.posts("/console/api/checks/policy", POLICY | change)
        assert told.json()["code"] == "CHK-109"
        assert not await Policy.exists()

    async def test_it_refuses_a_clerk(self, clerk):
        assert (await clerk.posts("/console/api/checks/policy", POLICY)).status_code == 403


@pytest.fixture
async def stopped(console, team) -> Interception:
    """The seller's card was found to be a picture of a screen."""
    scene = await story.reviewing(team["clerk"])
    check = await Check.filter(collection=scene.seller.collection, kind="recapture", superseded_at=None).first()
    await Check.filter(id=check.id).update(state="pending", verdict="")
    reason = Reason("screen", "拍的是屏幕。", check.evidence[0], ((0.1, 0.2, 0.3, 0.4),))
    await settle(check.public_id, Outcome(99, "local", reasons=(reason,)))
    return await Interception.get(check_id=check.public_id)


class TestInterceptions:
    async def test_it_works(self, console, team, manager, sits):
        assert "没有拦截记录" in (await manager.page("/console/interceptions")).text
        scene = await story.reviewing(team["clerk"])
        check = await Check.get(collection=scene.seller.collection, kind="face_match", superseded_at=None)
        await Check.filter(id=check.id).update(state="pending", verdict="")
        await settle(check.public_id, Outcome(12, "insightface", reasons=(Reason("low", "两张脸不像。"),)))
        page = (await manager.page("/console/interceptions")).text
        assert "两张脸不像。" in page
        assert f"block-{(await Interception.get()).public_id}" in page
        assert "还没有人处理" in page
        assert "没有拦截记录" in (await manager.page("/console/interceptions?kind=recapture")).text
        assert "没有拦截记录" in (await manager.page("/console/interceptions?first=2020-01-01&last=2020-01-31")).text
        other = await sits("manager2")
        assert "两张脸不像。" not in (await other.page("/console/interceptions")).text

    async def test_its_photographs_are_veiled_until_somebody_looks_which_is_audited(
        self, stopped, manager, clerk, sits
    ):
        page = (await manager.page("/console/interceptions")).text
        place = f"/console/interceptions/{stopped.public_id}/pictures/{stopped.evidence[0]}"
        assert f'src="{place}/veiled"' in page
        assert "<rect" in page
        veiled = await manager.page(f"{place}/veiled")
        assert veiled.status_code == 200, veiled.text
        assert max(Image.open(io.BytesIO(veiled.content)).size) == 320
        before = len(await audit.about([stopped.collection]))
        assert (await manager.page(place)).headers["content-type"] == "image/jpeg"
        (line,) = (await audit.about([stopped.collection]))[before:]
        assert line["action"] == "evidence.seen"
        for other in (await sits("manager2"), clerk):
            assert (await other.page(place)).status_code in (403, 404)
        theirs = place.replace(stopped.evidence[0], "0" * 20)
        assert (await manager.page(theirs)).status_code == 404

    async def test_what_happened_next_is_told(self, stopped, manager, clerk):
        body = {"word": "accepted", "reason": "已核对证件原件，照片无误"}
        assert (await clerk.posts(f"/console/api/checks/{stopped.check_id}/decision", body)).status_code == 201
        page = (await manager.page("/console/interceptions")).text
        assert "人工采信（已核对证件原件，照片无误）" in page
        assert "还没有人处理" not in page

    async def test_a_deleted_photograph_is_gone_here_too(self, stopped, manager):
        await Evidence.filter(public_id=stopped.evidence[0]).update(disposed_at=clock.now())
        assert "照片已按规定删除" in (await manager.page("/console/interceptions")).text
        place = f"/console/interceptions/{stopped.public_id}/pictures/{stopped.evidence[0]}"
        assert (await manager.page(place)).status_code == 404

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    async def test_it_leaves_as_a_sheet(self, stopped, manager, form):
        told = await manager.page(f"/console/interceptions/sheet?form={form}")
        assert told.status_code == 200
        if form == "csv":
            assert told.text.startswith("\ufeff时间,核查,分数")
            assert "拍的是屏幕。" in told.text
        assert await audit.subjects_of("check.interceptions_exported")


class TestBlocks:
    async def test_who_is_blocked_is_stopped_until_it_is_lifted(self, manager, team):
        phone = await at_the_phone("lin-mai")
        body = {"kind": "phone", "value": phone.who.phone, "days": "30", "reason": "多次使用翻拍照片"}
        made = await manager.posts("/console/api/blocks", body)
        assert made.status_code == 201
        assert (await manager.posts("/console/api/blocks", body)).json()["code"] == "CHK-114"
        page = (await manager.page("/console/blocks")).text
        assert phone.who.phone not in page
        scene = await story.collecting(team["clerk"])
        view = await scene.desk.looks()
        (found,) = [one for one in view.findings if one.code == "check_blocked"]
        assert (found.severity, "黑名单" in found.sentence) == ("stop", True)
        assert (await Interception.get(kind="blocked")).station == team["clerk"].actor.station
        shown = await manager.posts(f"/console/api/blocks/{made.json()['block']}/reveal")
        assert shown.json()["value"] == phone.who.phone
        lifted = await manager.posts(f"/console/api/blocks/{made.json()['block']}/lift", {"reason": "误列"})
        assert lifted.status_code == 200
        assert "黑名单是空的" in (await manager.page("/console/blocks")).text

    async def test_only_who_blocked_or_an_administrator_lifts(self, manager, sits):
        body = {"kind": "id_number", "value": "110101199003070118", "days": "", "reason": "冒用他人身份"}
        made = (await manager.posts("/console/api/blocks", body)).json()
        assert "block" in made, made
        path = f"/console/api/blocks/{made['block']}/lift"
        assert (await (await sits("manager2")).posts(path, {"reason": "误列"})).json()["code"] == "CHK-113"
        assert (await (await sits("admin")).posts(path, {"reason": "误列"})).status_code == 200

    @pytest.mark.parametrize(
        ("change", "code"),
        [({"value": "12345"}, "CHK-111"), ({"kind": "device"}, "CHK-111"), ({"reason": " "}, "CHK-112")],
    )
    async def test_it_refuses(self, manager, change, code):
        body = {"kind": "phone", "value": "13812345678", "days": "30", "reason": "多次翻拍"}
        assert (await manager.posts("/console/api/blocks", body | change)).json()["code"] == code
