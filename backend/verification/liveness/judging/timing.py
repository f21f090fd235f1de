"""Were the frames taken one after another, now, by this phone? (时间与画面): what can be told without seeing a face."""

from collections.abc import Iterator

from backend.verification.liveness.judging.observed import Capture, Reason, because

# A busy phone takes a frame late; a label that is off by more was not written by our page.
LABEL_SLACK_MS = 250
# The line and the two clocks: frames that claim to be older than the challenge by more were made elsewhere.
CLOCK_SLACK_MS = 400
# One frame may be lost (a message that drops over the page); more is a cut.
LONGEST_GAP = 3.2
# Mean difference of grey values: a picture coded again measures 0.2 to 0.6, a person who stands before a phone 0.8 and
# more, because a body sways and a sensor makes noise (tests/verification/liveness/test_frames.py).
SAME_PICTURE = 0.65
# Of the neighbours; a phone on a stand may give a few such pairs between the movements.
REPEATED_SHARE = 0.4
REPLAYED_SHARE = 0.3


def about_times(capture: Capture) -> Iterator[Reason]:
    """Too few, out of order, at times that do not fit the plan, or sooner than possible."""
    plan, frames = capture.plan, capture.frames
    if len(frames) < plan.fewest_frames:
        yield because("too_few_frames")
        return
    times = [frame.t_ms for frame in frames]
    for place in range(1, len(times)):
        if times[place] <= times[place - 1]:
            yield because("times_not_rising", place)
            return
    for place, frame in enumerate(frames):
        if not 0 <= frame.step < len(plan.steps):
            yield because("times_off_plan", place)
            return
        step = plan.steps[frame.step]
        if not step.starts_ms - LABEL_SLACK_MS <= frame.t_ms <= step.ends_ms + LABEL_SLACK_MS:
            yield because("times_off_plan", place)
            return
    if times[-1] - times[0] < plan.lasts_ms * 0.8:
        yield because("times_off_plan")
    if capture.waited_ms + CLOCK_SLACK_MS < times[-1]:
        yield because("sent_too_soon")
    for place in range(1, len(times)):
        if times[place] - times[place - 1] > LONGEST_GAP * plan.every_ms:
            yield because("gap_in_time", place)
            return


def about_repeats(capture: Capture) -> Iterator[Reason]:
    """The same picture twice, byte for byte or only coded again; frames of an earlier capture."""
    frames = capture.frames
    if not frames:
        return
    seen: set[str] = set()
    for place, frame in enumerate(frames):
        # Noise makes every frame of a camera another one: not one may be there twice.
        if frame.sha256 in seen:
            yield because("repeated_frames", place)
            break
        seen.add(frame.sha256)
    else:
        same = [place for place, one in enumerate(frames) if one.change is not None and one.change < SAME_PICTURE]
        if len(same) > REPEATED_SHARE * len(frames):
            yield because("repeated_frames", same[0])
    if capture.replayed >= max(2, REPLAYED_SHARE * len(frames)):
        yield because("replayed")
