"""Following the face through the frames (人脸跟踪): one face, one person, no cut."""

from collections.abc import Iterator

from backend.verification.liveness.judging.observed import Capture, Observation, Reason, because
from backend.verification.liveness.judging.parallax import centre_moved, size_ratio

# Out of twenty: a hand over the lens, a blink of the detector at the end of a turn.
MOST_LOST = 3
MOST_CROWDED = 1
# In distances of the eyes (6 cm), between two frames half a second apart: half a metre a second is a leap.
LONGEST_STEP = 3.0
LARGEST_GROWTH = 1.7
# Mean difference of grey values; two unrelated pictures differ by 50 to 70, a face that comes close by 30.
OTHER_SCENE = 45.0
# The calibration of every engine: under 60 its maker would refuse, from 80 on pass. A face turned away scores less.
SAME_PERSON, SURELY_SAME, SAME_WHILE_TURNED = 60, 80, 30


def about_faces(capture: Capture) -> Iterator[Reason]:
    """A face in (nearly) every frame, never two of them."""
    frames = capture.frames
    lost = [place for place, one in enumerate(frames) if not one.faces]
    if len(lost) > MOST_LOST:
        yield because("no_face", lost[0])
    crowded = [place for place, one in enumerate(frames) if len(one.faces) > 1]
    if len(crowded) > MOST_CROWDED:
        yield because("several_faces", crowded[0])


def about_cuts(capture: Capture) -> Iterator[Reason]:
    """Neighbours follow from each other: the face neither leaps nor grows at once, the scene stays."""
    before: Observation | None = None
    for place, frame in enumerate(capture.frames):
        if before is not None and before.face and frame.face:
            leapt = centre_moved(before.face, frame.face) > LONGEST_STEP
            if leapt or size_ratio(before.face, frame.face) > LARGEST_GROWTH:
                yield because("cut", place)
                return
        before = frame if frame.faces else before
    other = [place for place, one in enumerate(capture.frames) if one.change is not None and one.change > OTHER_SCENE]
    if other:
        yield because("scene_changed", other[0])


def about_person(capture: Capture) -> Iterator[Reason]:
    """The same person from the first frame to the last, as far as the engine compared."""
    steps = capture.plan.steps
    frontal: list[tuple[int, int]] = []
    turned: list[tuple[int, int]] = []
    for place, frame in enumerate(capture.frames):
        if frame.likeness is not None:
            # A label that names no step of the plan is refused by the times; here it is only not frontal.
            looking = frame.step < len(steps) and steps[frame.step].action == "front"
            (frontal if looking else turned).append((frame.likeness, place))
    if not frontal:
        yield because("person_unknown")
        return
    (least, place), lowest_turned = min(frontal), min(turned, default=(100, 0))
    if least < SAME_PERSON:
        yield because("another_person", place)
    elif lowest_turned[0] < SAME_WHILE_TURNED:
        yield because("another_person", lowest_turned[1])
    elif least < SURELY_SAME:
        yield because("person_doubtful", place)
