"""What a liveness model sees on single frames (静默活体): one more sign beside times, depth and movement.

It can only lower: a face that looks alive proves no movement. The middle of the frontal frames counts, since the model
was taught frontal faces, and one frame may be blurred.
"""

from collections.abc import Iterator
from statistics import median
from typing import Final

from backend.verification.liveness.challenge import Action
from backend.verification.liveness.judging.observed import Capture, Reason, because

#: insightface's own line is 0.8. Below it a person looks, and only far below it is a capture refused: nobody measured a
#: model on our frames yet.
ALIVE: Final = 0.8
FLAT: Final = 0.2
#: Fewer frontal frames than these say nothing.
FEWEST: Final = 3


def about_looks(capture: Capture) -> Iterator[Reason]:
    """Whether the face looks like skin; nothing without a model, or with too few frames that it could judge."""
    steps = capture.plan.steps
    frontal = [one for one in capture.frames if one.step < len(steps) and steps[one.step].action is Action.FRONT]
    seen = [one.face.live for one in frontal if one.face is not None and one.face.live is not None]
    if len(seen) < FEWEST:
        return
    middle = median(seen)
    if middle < FLAT:
        yield because("looks_flat")
    elif middle < ALIVE:
        yield because("looks_doubtful")
