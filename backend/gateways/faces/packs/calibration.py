"""From similarity to score (相似度换算): each recogniser has its own scale, the score has one for all.

A score of 80 is where we would pass, below 60 where we would refuse; between them a person looks. The map is a line
through given points, rising everywhere, and travels with the pack in its ``pack.toml``.
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

PASS, FAIL = 80, 60

Points = tuple[tuple[float, float], ...]


class BadCalibration(ValueError):
    """The points do not rise from similarity -1 to 1 and from score 0 to 100."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """``points`` of (cosine similarity, score); ``source`` says where they come from: ``pack``, ``known``, ``generic``.

    Raises :class:`BadCalibration` when they are no rising line over the whole range.
    """

    points: Points
    source: str

    def __post_init__(self) -> None:
        whole = len(self.points) >= 2 and (self.points[0][0], self.points[-1][0]) == (-1.0, 1.0)
        pairs = list(zip(self.points, self.points[1:], strict=False))
        rising = all(one[0] < two[0] and one[1] <= two[1] for one, two in pairs)
        if not (whole and rising and self.points[0][1] >= 0 and self.points[-1][1] <= 100):
            raise BadCalibration("calibration points must rise from similarity -1 to 1 within scores 0 to 100")

    def score(self, similarity: float) -> int:
        """The score of a similarity, 0 to 100, rounded down so that 79.9 is not yet 80."""
        at = min(max(similarity, -1.0), 1.0)
        upper = min(max(bisect_right([point[0] for point in self.points], at), 1), len(self.points) - 1)
        (x0, y0), (x1, y1) = self.points[upper - 1], self.points[upper]
        return int(y0 + (y1 - y0) * (at - x0) / (x1 - x0) + 1e-9)


def verdict(score: int | None, problems: bool) -> str:
    """``pass``, ``fail`` or ``ask`` by the shipped thresholds; a picture with problems is a person's to judge."""
    if score is None or problems:
        return "ask"
    return "pass" if score >= PASS else "fail" if score < FAIL else "ask"


#: Recognisers that we measured, by the SHA-256 of their file (docs/faces.md has the numbers).
KNOWN: Final[dict[str, Points]] = {
    # MobileFaceNet of ../shared/models: genuine pairs 0.61 to 0.92, impostors up to 0.32 at 24 pixels of face.
    "4857993493f8073fabba2db242d8b4e826c4a8be35ef609c6b64e7131833eab1": (
        (-1, 0),
        (0, 15),
        (0.20, 35),
        (0.33, 60),
        (0.46, 80),
        (0.60, 92),
        (0.80, 99),
        (1, 100),
    ),
}
#: For recognisers nobody measured here: a wide middle, so that more pairs go to a person.
GENERIC: Final[Points] = ((-1, 0), (0, 20), (0.25, 60), (0.55, 80), (0.75, 95), (1, 100))
