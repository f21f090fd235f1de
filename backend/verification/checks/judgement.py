"""From numbers to a verdict (判定): one pure function; what a provider calls its answer decides nothing."""

from collections.abc import Iterable

from backend.verification.checks.kinds import HIGH_IS_BAD, Kind, PolicyFacts, Verdict
from backend.verification.checks.opinion import DOUBTED

# A bad photograph of the right person scores low: with one of these a low score asks, and accuses nobody.
EXCUSES = frozenset({"several_faces", "cut_off", "small", "blurred", "dark", "bright", "occluded", "turned"})
# With one of these even a good score may be somebody else's, or of a picture that another reader doubts.
DOUBTS = frozenset({"several_faces", DOUBTED})


def verdict_of(kind: Kind, score: int | None, policy: PolicyFacts, problems: Iterable[str] = ()) -> Verdict:
    """The verdict on ``score`` (0 to 100; None where nobody could tell) by the thresholds of ``policy``.

    ``problems`` are the codes found on the way. Between the thresholds a person is asked, and so it is whenever there
    is no number.
    """
    found = set(problems)
    if score is None:
        return Verdict.ASK
    if kind in HIGH_IS_BAD:
        bad, good = score >= policy.fail_at, score < policy.pass_at
    else:
        bad, good = score < policy.fail_at, score >= policy.pass_at
    if bad:
        return Verdict.ASK if found & EXCUSES else Verdict.FAIL
    if good:
        return Verdict.ASK if found & DOUBTS else Verdict.PASS
    return Verdict.ASK
