"""Opening what a phone sent (画面): real small JPEGs, told from each other although nobody sees a face yet."""

import io

import pytest
from PIL import Image

from backend.kit.errors import Refusal
from backend.verification.liveness.challenge import Action, plan_of
from backend.verification.liveness.frames import SentFrame, met_before, open_frames, piece, strip
from backend.verification.liveness.judging.timing import SAME_PICTURE
from tests.verification.liveness.pictures import coded_again, filmed, jpeg, scene

PLAN = plan_of((Action.NOD, Action.TURN_LEFT), [0.3, 0.6])


def test_it_works():
    sent = filmed(PLAN)
    opened = open_frames(sent)
    assert [piece(opened.bundle, one.start, one.size) for one in opened.frames] == [one.jpeg for one in sent]
    assert opened.frames[opened.best].step == 0
    assert opened.selfie in [one.jpeg for one in sent]
    assert Image.open(io.BytesIO(strip([one.jpeg for one in sent]))).width == 1100


def test_a_frame_coded_again_is_told_from_the_next_frame_of_the_same_person():
    frames = filmed(PLAN)
    marks = [one.mark for one in open_frames(frames).frames]
    qualities = range(50, 90, 2)
    again = [coded_again(one, quality) for one, quality in zip(frames, qualities, strict=False)]
    assert met_before(marks, [one.mark for one in open_frames(again).frames]) == len(again)
    assert met_before(marks, [one.mark for one in open_frames(filmed(PLAN, take=1)).frames]) == 0
    assert met_before(marks, []) == 0


def test_a_picture_coded_again_and_again_hardly_changes_and_a_living_one_does():
    still = filmed(PLAN)[0]
    sent = [still, *(coded_again(still, quality) for quality in range(60, 95, 3))]
    changes = [one.change for one in open_frames(sent).frames if one.change is not None]
    assert max(changes) < SAME_PICTURE
    living = [one.change for one in open_frames(filmed(PLAN)).frames if one.change is not None]
    assert sum(change < SAME_PICTURE for change in living) <= 2
    assert sorted(living)[len(living) // 2] > 5 * SAME_PICTURE


def png() -> bytes:
    out = io.BytesIO()
    scene(1).resize((240, 320)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: png(), "LIV-104"),
        (lambda: b"no picture", "PIC-101"),
        (lambda: jpeg(scene(1).resize((1280, 960))), "PIC-104"),
        (lambda: jpeg(scene(1).resize((120, 160))), "PIC-105"),
        (lambda: jpeg(scene(1))[:2000], "PIC-106"),
    ],
    ids=["png", "text", "large", "tiny", "cut short"],
)
def test_other_pictures_are_refused(data, code):
    with pytest.raises(Refusal) as refused:
        open_frames([SentFrame(0, 0, data())])
    assert refused.value.code == code


@pytest.mark.parametrize("count", [0, 25])
def test_none_or_too_many(count):
    with pytest.raises(Refusal) as refused:
        open_frames([SentFrame(n, 0, b"") for n in range(count)])
    assert refused.value.code == "LIV-104"
