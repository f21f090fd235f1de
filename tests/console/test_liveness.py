"""The frames of a guided capture at the desk (动作检测画面): shown while they are kept, to this station, audited."""

import pytest

from backend.kit import clock
from backend.kit.models import AuditEntry
from backend.kit.tools import installed
from backend.verification.liveness.challenge import Action, plan_of
from backend.verification.liveness.frames import open_frames
from backend.verification.models import Check, LivenessAttempt
from tests.support import story
from tests.verification.liveness.pictures import filmed

PLAN = plan_of((Action.NOD, Action.TURN_LEFT), [0.3, 0.6])


@pytest.fixture
async def scene(console, team) -> story.Scene:
    return await story.reviewing(team["clerk"])


async def captured(scene: story.Scene) -> tuple[Check, LivenessAttempt]:
    """The seller's check, as if the selfie had come from a capture that waits for a person."""
    check = await Check.get(collection=scene.seller.collection, kind="liveness", superseded_at=None)
    opened = open_frames(filmed(PLAN))
    await installed().objects.put("liveness/test", opened.bundle)
    attempt = await LivenessAttempt.create(
        public_id="attempt0000000000001",
        challenge="challenge00000000001",
        collection=scene.seller.collection,
        owner=scene.seller.actor.id,
        selfie=check.evidence[0],
        frames=[one.written() for one in opened.frames],
        object="liveness/test",
        waited_ms=12_000,
        sent_at=clock.now(),
        verdict="ask",
    )
    return check, attempt


async def test_they_are_shown_while_they_are_kept(scene, clerk):
    check, attempt = await captured(scene)
    frames, transfer = f"/console/checks/{check.public_id}/frames", f"/console/transfers/{scene.transfer}"
    assert f'src="{frames}"' in (await clerk.page(transfer)).text
    assert (await clerk.asks(frames)).headers["content-type"] == "image/jpeg"
    assert await AuditEntry.filter(action="liveness.seen", subject=scene.seller.collection).count() == 1
    await LivenessAttempt.filter(id=attempt.id).update(pictures_gone_at=clock.now())
    assert frames not in (await clerk.page(transfer)).text
    assert (await clerk.asks(frames)).status_code == 404


async def test_another_station_never_sees_them(scene, sits):
    check, _ = await captured(scene)
    assert (await (await sits("clerk2")).asks(f"/console/checks/{check.public_id}/frames")).status_code == 404
