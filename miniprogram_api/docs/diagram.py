"""The states of a transfer, drawn (过户状态图) from the table that the code obeys: ``transfers.STEPS``."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from backend.transfers import State

WIDTH, HEIGHT, GAP, LEFT = 168, 56, 44, 40
LANE = 300  # where arrows that go back, or to the end, run


@dataclass(frozen=True, slots=True)
class Box:
    """One state's box, in pixels."""

    state: str
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """One step: an SVG path, and where its words stand."""

    path: str
    words: str
    x: int
    y: int
    back: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the template draws."""

    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]


def drawn(steps: Mapping[State, Mapping[State, str]], names: Mapping[State, str]) -> Picture:
    """States from top to bottom in their order; steps forward between neighbours, all others by lanes on the right."""
    states = list(names)
    place = {state: index for index, state in enumerate(states)}
    boxes = [Box(str(state), names[state], LEFT, _top(index)) for state, index in place.items()]
    arrows: list[Arrow] = []
    lanes, leaving, arriving = 0, Counter[State](), Counter[State]()
    for state, targets in steps.items():
        for to, words in targets.items():
            if place[to] == place[state] + 1:
                arrows.append(_down(place[state], words))
            else:
                arrows.append(_around(place[state], place[to], words, lanes, leaving[state], arriving[to]))
                lanes, leaving[state], arriving[to] = lanes + 1, leaving[state] + 1, arriving[to] + 1
    return Picture(LEFT + WIDTH + LANE + lanes * 18, _top(len(states)), boxes, arrows)


def _top(index: int) -> int:
    return 20 + index * (HEIGHT + GAP)


def _down(index: int, words: str) -> Arrow:
    middle, start = LEFT + WIDTH // 2, _top(index) + HEIGHT
    return Arrow(f"M{middle} {start} V{start + GAP - 4}", words, middle + 10, start + GAP // 2 + 4, False)


def _around(start: int, end: int, words: str, lane: int, out: int, into: int) -> Arrow:
    edge, x = LEFT + WIDTH, LEFT + WIDTH + 150 + lane * 18
    # Arrows of one box leave and arrive at different heights, so that each can be followed.
    leave = _top(start) + 14 + out * 18
    arrive = _top(end) + (HEIGHT - 5 - into * 9 if end < start else 6 + into * 9)
    return Arrow(f"M{edge} {leave} H{x} V{arrive} H{edge + 4}", words, edge + 8, leave - 4, end < start)
