"""The capture followed by a real face engine (人脸引擎), on photographs of two public persons."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import cv2
import pytest

from backend.gateways.faces import FaceEngine, open_face_engine
from backend.settings import Settings
from backend.verification.liveness.challenge import Action, plan_of
from backend.verification.liveness.frames import SentFrame, open_frames
from backend.verification.liveness.judging.judge import judge
from backend.verification.liveness.judging.observed import Capture, Judgement, SeenFace
from backend.verification.liveness.watch import watch
from tests.verification.liveness.faces import FACES, MODELS, coded, framed, tilted, turned
from tests.verification.liveness.heads import as_a_person
from tests.verification.liveness.pictures import times

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not (MODELS.is_dir() and FACES.is_dir()), reason="the face models and photographs are not here"),
]
PLAN = plan_of((Action.TURN_RIGHT, Action.TURN_LEFT), [0.2, 0.7])
Filmed = Callable[[int, float, float], bytes]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[FaceEngine]:
    opened = open_face_engine(Settings(folder=tmp_path, face_models=MODELS))
    yield opened
    await opened.close()


async def subject(engine: FaceEngine, name: str):
    """A photograph cut to a phone's frame, and its five points."""
    path = FACES / name
    seen = (await engine.look(path.read_bytes())).faces[0]
    return framed(SeenFace(seen.points, seen.box), cv2.imread(str(path)))


async def judged(engine: FaceEngine, film: Filmed) -> Judgement:
    """What comes of a film that shows at each moment the pose that a person would have."""
    sent = []
    for number, (t, step) in enumerate(times(PLAN)):
        yaw, pitch, _ = as_a_person(PLAN, t)
        sent.append(SentFrame(t, step, film(number, yaw, pitch)))
    opened = open_frames(sent)
    seen = await watch(engine, PLAN, opened.frames, [one.jpeg for one in sent])
    assert seen is not None
    return judge(Capture(PLAN, seen, waited_ms=PLAN.lasts_ms + 3000))


def codes(found: Judgement) -> set[str]:
    return {reason.code for reason in found.reasons}


async def test_a_head_with_depth_is_followed_and_a_flat_one_is_not(engine: FaceEngine):
    picture, points = await subject(engine, "person_b_2.jpg")
    other, _ = await subject(engine, "person_a_1.jpg")
    found = await judged(engine, lambda n, yaw, pitch: coded(turned(picture, points, yaw, pitch), n))
    assert found.verdict == "pass", found

    found = await judged(engine, lambda n, yaw, pitch: coded(tilted(picture, yaw, pitch, (yaw, 0)), n))
    assert (found.verdict, codes(found) & {"flat_picture"}) == ("fail", {"flat_picture"}), found

    half = len(times(PLAN)) // 2
    found = await judged(
        engine, lambda n, yaw, pitch: coded(turned(picture, points, yaw, pitch) if n < half else other, n)
    )
    assert (found.verdict, codes(found) & {"another_person"}) == ("fail", {"another_person"}), found
