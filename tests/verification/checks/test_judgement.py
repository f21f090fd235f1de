"""Numbers to verdicts (判定), as a table."""

import pytest

from backend.verification.checks.judgement import verdict_of
from backend.verification.checks.kinds import DEFAULTS, Demand, Kind, PolicyFacts

STRICT = PolicyFacts(Kind.FACE_MATCH, Demand.REQUIRED, 95, 70)


@pytest.mark.parametrize(
    ("kind", "score", "problems", "verdict"),
    [
        (Kind.FACE_MATCH, 100, (), "pass"),
        (Kind.FACE_MATCH, 80, (), "pass"),
        (Kind.FACE_MATCH, 79, (), "ask"),
        (Kind.FACE_MATCH, 60, (), "ask"),
        (Kind.FACE_MATCH, 59, (), "fail"),
        (Kind.FACE_MATCH, 0, (), "fail"),
        # Nobody could tell: never a pass, never a fail.
        (Kind.FACE_MATCH, None, ("no_engine",), "ask"),
        (Kind.AUTHORITY, None, (), "ask"),
        # A bad photograph accuses nobody; two people on it prove nothing.
        (Kind.FACE_MATCH, 30, ("blurred",), "ask"),
        (Kind.FACE_MATCH, 99, ("several_faces",), "ask"),
        (Kind.FACE_MATCH, 99, ("small",), "pass"),
        (Kind.AUTHORITY, 100, (), "pass"),
        (Kind.AUTHORITY, 0, (), "fail"),
        # Of a picture 100 is certainly a forgery.
        (Kind.RECAPTURE, 0, (), "pass"),
        (Kind.RECAPTURE, 49, (), "pass"),
        (Kind.RECAPTURE, 50, (), "ask"),
        (Kind.RECAPTURE, 80, (), "fail"),
        (Kind.SEEN_BEFORE, 99, (), "ask"),
        (Kind.SEEN_BEFORE, 100, (), "fail"),
        (Kind.BLOCKED, 100, (), "fail"),
    ],
)
def test_a_number_becomes_a_verdict(kind, score, problems, verdict):
    assert verdict_of(kind, score, DEFAULTS[kind], problems) == verdict


def test_the_policys_own_thresholds_count():
    assert [verdict_of(Kind.FACE_MATCH, score, STRICT) for score in (94, 95, 69)] == ["ask", "pass", "fail"]
