"""Checks on the page: scores, the two faces, a clerk's word, and nobody else's."""

import pytest

from backend.kit.models import AuditEntry
from backend.verification import Outcome, Reason, settle
from backend.verification.models import Check
from tests.support import story


@pytest.fixture
async def scene(console, team) -> story.Scene:
    return await story.reviewing(team["clerk"])


async def face_of(scene: story.Scene, score: int | None = None) -> Check:
    """The seller's face match, as an engine with this score would leave it."""
    check = await Check.get(collection=scene.seller.collection, kind="face_match", superseded_at=None)
    await Check.filter(id=check.id).update(state="pending", verdict="")
    await settle(check.public_id, Outcome(score, "insightface", "pack-1", (Reason("low", "两张脸不像。"),)))
    return check


class TestPage:
    async def test_each_side_shows_its_scores_in_number_and_words(self, scene, clerk):
        await face_of(scene, 41)
        page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
        tile = page[page.index("score-seller-face_match") :][:700]
        assert "人证比对" in tile
        assert ">41<" in tile
        assert "未通过" in tile
        assert "两张脸不像。" in page
        assert "公安认证" in page
        assert "未开通" in page

    async def test_both_faces_are_shown_large_and_each_look_is_audited(self, scene, clerk):
        check = await face_of(scene)
        for which in ("card", "selfie"):
            picture = await clerk.asks(f"/console/checks/{check.public_id}/faces/{which}")
            assert picture.headers["content-type"] == "image/jpeg"
        assert await AuditEntry.filter(action="evidence.seen", subject=scene.seller.collection).count() == 2


class TestDecision:
    async def test_it_works(self, scene, clerk):
        check = await face_of(scene, 41)
        told = await clerk.posts(
            f"/console/api/checks/{check.public_id}/decision", {"word": "accepted", "reason": "当面核对"}
        )
        assert told.status_code == 201
        page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
        assert "判定“采信”：当面核对" in page
        assert (await clerk.posts(f"/console/api/checks/{check.public_id}/withdrawal")).status_code == 200

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"word": "accepted", "reason": ""}, "CHK-103"),
            ({"word": "agrees", "reason": "就是他"}, "CHK-104"),
            ({"word": "sure", "reason": "就是他"}, "CHK-104"),
        ],
    )
    async def test_it_refuses(self, scene, clerk, body, code):
        check = await face_of(scene, 41)
        told = await clerk.posts(f"/console/api/checks/{check.public_id}/decision", body)
        assert told.json()["code"] == code

    async def test_another_station_sees_and_says_nothing(self, scene, sits):
        check, other = await face_of(scene, 41), await sits("clerk2")
        told = await other.posts(
            f"/console/api/checks/{check.public_id}/decision", {"word": "accepted", "reason": "当面"}
        )
        assert told.status_code == 404
        assert (await other.asks(f"/console/checks/{check.public_id}/faces/card")).status_code == 404

    async def test_after_the_approval_it_is_too_late(self, scene, clerk):
        await scene.desk.prepares()
        check = await Check.get(collection=scene.seller.collection, kind="face_match", superseded_at=None)
        told = await clerk.posts(
            f"/console/api/checks/{check.public_id}/decision", {"word": "differs", "reason": "不像"}
        )
        assert told.status_code == 409
