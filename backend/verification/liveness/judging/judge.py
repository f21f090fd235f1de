"""The judgement (真人检测结论): all rules over one capture, its verdict and score. A function of values."""

from backend.verification.liveness.judging.following import about_cuts, about_faces, about_person
from backend.verification.liveness.judging.motion import about_motion
from backend.verification.liveness.judging.observed import ASKING, Capture, Judgement, Reason, because
from backend.verification.liveness.judging.silent import about_looks
from backend.verification.liveness.judging.timing import about_repeats, about_times

# Where a score lies by verdict, so that it can be read beside any other check's: 80 and more passes, under 60 fails.
PASS_FROM, ASK_FROM, FAIL_UP_TO = 80, 60, 40


def judge(capture: Capture) -> Judgement:
    """Judge one capture. What can be told without a face engine fails without one; only then a person is asked."""
    reasons: list[Reason] = [*about_times(capture), *about_repeats(capture)]
    if capture.unwatched:
        if reasons:
            # No face is needed to see that frames were there before: this is certain.
            return Judgement("fail", 0, tuple(reasons))
        return Judgement("ask", None, (because(capture.unwatched),))
    reasons += [*about_faces(capture), *about_cuts(capture), *about_person(capture), *about_looks(capture)]
    moved, measures = about_motion(capture)
    reasons += moved
    unique = tuple({(one.code, one.sentence): one for one in reasons}.values())
    failing = [one for one in unique if one.code not in ASKING]
    verdict = "fail" if failing else "ask" if unique else "pass"
    return Judgement(verdict, _score(capture, measures, verdict, len(failing)), unique, measures)


def _score(capture: Capture, strengths: dict[str, float], verdict: str, failing: int) -> int:
    """The weakest of the movements and of the likeness, kept within the verdict's part of the scale."""
    alike = [one.likeness for one in capture.frames if one.likeness is not None and one.step == 0]
    weakest = min([*strengths.values(), 2.0])
    shown = min(100, round(60 + 20 * weakest), *alike)
    if verdict == "fail":
        return max(0, min(FAIL_UP_TO, shown) - 10 * (failing - 1))
    if verdict == "ask":
        return max(ASK_FROM, min(PASS_FROM - 1, shown))
    return max(PASS_FROM, shown)
