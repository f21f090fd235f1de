"""What is asked of the person (动作题目): a sequence nobody can know beforehand, and when each step begins.

Two or three actions, at least one of them a turn of the head, because only a turn shows that the face has depth. The
person looks straight ahead before, between and after them, which is what every movement is measured against.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations

from backend.kit import ids


class Action(StrEnum):
    """动作: ``left`` and ``right`` are the person's own."""

    FRONT = "front"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    NOD = "nod"
    CLOSER = "closer"


#: What the phone shows, large, and says aloud.
WORDS = {
    Action.FRONT: "请正对屏幕",
    Action.TURN_LEFT: "请慢慢向左转头",
    Action.TURN_RIGHT: "请慢慢向右转头",
    Action.NOD: "请慢慢点一下头",
    Action.CLOSER: "请把脸靠近一些",
}
#: The same in the middle of a sentence.
NAMES = {
    Action.FRONT: "正对屏幕",
    Action.TURN_LEFT: "向左转头",
    Action.TURN_RIGHT: "向右转头",
    Action.NOD: "点头",
    Action.CLOSER: "靠近",
}
TURNS = frozenset({Action.TURN_LEFT, Action.TURN_RIGHT})

# Hearing or reading an instruction takes most people under a second, the movement another one.
FIRST_MS, BETWEEN_MS, LAST_MS = 1_600, 1_200, 1_000
ACTION_MS, JITTER_MS = 2_300, 500
# Between these a phone of 2016 keeps up, and a turn of the head is still seen in three frames or more.
FRAMES = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: from when to when, in milliseconds since the capture began."""

    action: Action
    starts_ms: int
    ends_ms: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole sequence; the phone takes one frame every ``every_ms``."""

    steps: tuple[Step, ...]
    every_ms: int

    @property
    def lasts_ms(self) -> int:
        """How long the capture takes."""
        return self.steps[-1].ends_ms

    @property
    def actions(self) -> list[tuple[int, Step]]:
        """The steps that ask for a movement, each with its place."""
        return [(place, step) for place, step in enumerate(self.steps) if step.action is not Action.FRONT]

    @property
    def fewest_frames(self) -> int:
        """A phone that is busy may lose some frames, not most."""
        return self.lasts_ms // self.every_ms * 2 // 3

    def written(self) -> list[list[str | int]]:
        """For a JSON column."""
        return [[str(step.action), step.starts_ms, step.ends_ms] for step in self.steps]


def read(written: list[list[str | int]], every_ms: int) -> Plan:
    """The plan that :meth:`Plan.written` wrote down."""
    return Plan(tuple(Step(Action(str(one[0])), int(one[1]), int(one[2])) for one in written), every_ms)


SEQUENCES = tuple(
    chosen
    for count in (2, 3)
    for chosen in permutations((Action.TURN_LEFT, Action.TURN_RIGHT, Action.NOD, Action.CLOSER), count)
    if TURNS & set(chosen)
)


def draw() -> Plan:
    """A new plan: one of 34 sequences, each action of a length of its own."""
    chance = ids.random_bytes(8)
    return plan_of(SEQUENCES[int.from_bytes(chance[:4]) % len(SEQUENCES)], [byte / 255 for byte in chance[4:]])


def plan_of(actions: tuple[Action, ...], shares: list[float]) -> Plan:
    """The plan of ``actions``, each longer by its share (0 to 1) of :data:`JITTER_MS`."""
    steps: list[Step] = []
    for action, length in _lengths(actions, shares):
        start = steps[-1].ends_ms if steps else 0
        steps.append(Step(action, start, start + length))
    return Plan(tuple(steps), steps[-1].ends_ms // FRAMES)


def _lengths(actions: tuple[Action, ...], shares: list[float]) -> Iterator[tuple[Action, int]]:
    yield Action.FRONT, FIRST_MS
    for place, (action, share) in enumerate(zip(actions, shares, strict=False)):
        if place:
            yield Action.FRONT, BETWEEN_MS
        yield action, ACTION_MS + round(share * JITTER_MS)
    yield Action.FRONT, LAST_MS
