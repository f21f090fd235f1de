"""Was it moved as asked (动作): each action in its step, at human speed, by something that has depth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median, pstdev

from backend.verification.liveness.challenge import NAMES, TURNS, Action, Step
from backend.verification.liveness.judging.observed import Capture, Reason, because
from backend.verification.liveness.judging.parallax import Pose, moved, pose_against

# What counts for nothing, and what surely is the movement: parallax in distances of the eyes, size as growth. A turn
# of 25 degrees gives 0.05 to 0.17, the noise of the mean of three frames about 0.02; people turn by 30 to 45.
LEAST = {Action.TURN_LEFT: 0.05, Action.TURN_RIGHT: 0.05, Action.NOD: 0.025, Action.CLOSER: 0.10}
FULL = {Action.TURN_LEFT: 0.085, Action.TURN_RIGHT: 0.085, Action.NOD: 0.05, Action.CLOSER: 0.20}
# Half of the way is depth; less was once seen on a blurred photograph that was held still (0.054).
DEPTH = 0.5
# People hear the instruction first, and some are still moving when the next one comes.
EARLY_MS, LATE_MS = 150, 500
# By then nobody still comes back from the action before the last look straight ahead.
SETTLED_MS = 500
OPPOSITES = {Action.TURN_LEFT: Action.TURN_RIGHT, Action.TURN_RIGHT: Action.TURN_LEFT}
# A nose 2.5 cm in front of the eyes at 300 degrees a second, the fastest that a head is turned (parallax each ms).
FASTEST = 0.0022
# Heads start slowly, swing and come to rest: equal steps are a computer's. Spread of the steps over their mean.
EVEN, EVEN_STEPS = 0.08, 3
# A person who stands as still as possible still sways by more, over ten seconds.
STILL = 0.06


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame's pose: ``place`` among the frames."""

    place: int
    t_ms: int
    pose: Pose


def about_motion(capture: Capture) -> tuple[list[Reason], dict[str, float]]:
    """The reasons, and how strong each action was (1.0: surely done)."""
    moments = poses(capture)
    if not moments:
        return [because("no_face")], {}
    strengths = {place: _strength(step.action, _during(step, moments)) for place, step in capture.plan.actions}
    measures = {f"{place}.{capture.plan.steps[place].action}": round(one, 3) for place, one in strengths.items()}
    reasons = [*_about_depth(capture, strengths), *_about_actions(capture, moments, strengths)]
    reasons += _about_speed(capture, moments, strengths)
    return reasons, measures


def poses(capture: Capture) -> list[Moment]:
    """Every frame's pose against the frontal one, the pose at rest taken off."""
    resting = [frame.face for frame in capture.frames if frame.step == 0 and frame.face]
    if not resting:
        return []
    front = max(resting, key=lambda face: face.sharpness)
    found = []
    for place, frame in enumerate(capture.frames):
        pose = pose_against(front, frame.face) if frame.face else None
        if pose is not None:
            found.append(Moment(place, frame.t_ms, pose))
    first = [one.pose for one in found if capture.frames[one.place].step == 0]
    across, down = median(one.across for one in first), median(one.down for one in first)
    size = median(one.size for one in first)
    return [
        Moment(one.place, one.t_ms, Pose(one.pose.across - across, one.pose.down - down, one.pose.size / size))
        for one in found
    ]


def amount(action: Action, pose: Pose) -> float:
    """How much of ``action`` a pose shows, in the action's own unit."""
    return {
        Action.TURN_LEFT: pose.across,
        Action.TURN_RIGHT: -pose.across,
        Action.NOD: pose.down,
        Action.CLOSER: pose.size - 1,
    }[action]


def _during(step: Step, moments: Sequence[Moment]) -> list[Moment]:
    return [one for one in moments if step.starts_ms + EARLY_MS <= one.t_ms <= step.ends_ms + LATE_MS]


def _strength(action: Action, moments: Sequence[Moment]) -> float:
    """0 at what counts for nothing, 1 at what surely is the movement, 2 at most. Two frames must show it: one alone
    may be the detector's mistake."""
    shown = sorted((amount(action, one.pose) for one in moments), reverse=True)
    if len(shown) < 2:
        return 0.0
    reached = fmean(shown[:2])
    return max(0.0, min(2.0, (reached - LEAST[action]) / (FULL[action] - LEAST[action])))


def _about_depth(capture: Capture, strengths: dict[int, float]) -> Iterator[Reason]:
    """No turn showed depth: a picture, held still or moved about."""
    steps = capture.plan.steps
    if any(strength >= DEPTH for place, strength in strengths.items() if steps[place].action in TURNS):
        return
    faces = [frame.face for frame in capture.frames if frame.face]
    lively = max((moved(faces[0], one) for one in faces[1:]), default=0.0)
    yield because("still_picture" if lively < STILL else "flat_picture")


def _about_actions(capture: Capture, moments: list[Moment], strengths: dict[int, float]) -> Iterator[Reason]:
    for place, step in capture.plan.actions:
        frame = next((n for n, one in enumerate(capture.frames) if one.step == place), None)
        in_it = [one for one in moments if step.starts_ms + SETTLED_MS <= one.t_ms <= step.ends_ms]
        if step.action in OPPOSITES and _strength(OPPOSITES[step.action], in_it) >= 1:
            yield because("wrong_order", frame, what=NAMES[step.action])
        elif strengths[place] == 0:
            others = [one for one in LEAST if one is not step.action]
            did_another = any(_strength(one, _during(step, moments)) >= 1 for one in others)
            yield _missed(step.action, frame, did_another=did_another)
        elif strengths[place] < 1:
            yield because("action_weak", frame, what=NAMES[step.action])


def _missed(action: Action, frame: int | None, *, did_another: bool) -> Reason:
    if did_another:
        return because("wrong_order", frame, what=NAMES[action])
    # A lowered head hides its nose from the detector on every second face: that it was not seen proves nothing, and
    # the turn that every sequence holds has shown whether there is depth.
    return (
        because("nod_unseen", frame) if action is Action.NOD else because("action_missing", frame, what=NAMES[action])
    )


def _about_speed(capture: Capture, moments: list[Moment], strengths: dict[int, float]) -> Iterator[Reason]:
    for one, other in pairwise(moments):
        turned = max(abs(other.pose.across - one.pose.across), abs(other.pose.down - one.pose.down))
        if turned / max(1, other.t_ms - one.t_ms) > FASTEST:
            yield because("too_fast", other.place)
            return
    done = [step for place, step in capture.plan.actions if strengths[place] > 0]
    if done and all(_reached_at_once(step, moments) > 0.8 for step in done):
        yield because("too_fast", next(n for n, one in enumerate(capture.frames) if one.t_ms >= done[0].starts_ms))
    if done and all(_unevenness(step, moments) < EVEN for step in done):
        yield because("too_even")


def _reached_at_once(step: Step, moments: list[Moment]) -> float:
    """The share of the movement that was complete before a person could have read the instruction."""
    shown = [(one.t_ms - step.starts_ms, amount(step.action, one.pose)) for one in moments]
    before = [value for late, value in shown if -2_000 < late <= 0]
    at_once = [value for late, value in shown if 0 < late <= EARLY_MS]
    peak = max((value for late, value in shown if 0 < late <= step.ends_ms - step.starts_ms), default=0.0)
    if peak <= 0 or not before or not at_once or before[-1] > 0.2 * peak:
        return 0.0
    return at_once[0] / peak


def _unevenness(step: Step, moments: list[Moment]) -> float:
    """How the speed of the rise varies (spread over mean); 1 where it is too short to tell."""
    shown = [(one.t_ms, amount(step.action, one.pose)) for one in moments]
    shown = [one for one in shown if step.starts_ms - EARLY_MS <= one[0] <= step.ends_ms]
    peak = max((value for _, value in shown), default=0.0)
    if peak <= 0:
        return 1.0
    top = next(place for place, one in enumerate(shown) if one[1] == peak)
    rise = [one for one in shown[: top + 1] if one[1] > 0.05 * peak]
    speeds = [(b[1] - a[1]) / max(1, b[0] - a[0]) for a, b in pairwise(rise)]
    return pstdev(speeds) / abs(fmean(speeds)) if len(speeds) >= EVEN_STEPS else 1.0
