"""A second opinion on what must not be wrong (二次识别): the same print, cut and scaled another way, read again."""

import cv2
import numpy as np

from backend.gateways.card_reader.fields.common import Found
from backend.gateways.card_reader.labels import Value
from backend.gateways.card_reader.sight.engine import Engine
from backend.gateways.card_reader.sight.plane import Pixels, Plane, cut

_DISAGREED = 0.4  # confidence of a field whose two readings differ


def second_opinion(engine: Engine, plane: Plane, name: str, found: Found) -> float:
    """How sure the second reading is of the same text: its confidence, or 0.4 when it reads something else.

    The second strip covers only the value, grown by more than a letter to the right, so that a letter that the first
    strip cut off shows itself; its contrast is stretched, so that both readings do not share one picture's faults.
    """
    del name
    texts: list[str] = []
    sure = 1.0
    for part in _by_line(found.value):
        strip = engine.read(_again(plane, part))
        texts.append("".join(strip.text.split()))
        sure = min(
            [sure, *(chance for letter, chance in zip(strip.text, strip.sure, strict=True) if not letter.isspace())]
        )
    again, first = _bare("".join(texts)), _bare(found.value.text)
    return sure if first and first in again and len(again) - len(first) <= _spare(found) else _DISAGREED


def _by_line(value: Value) -> list[Value]:
    """The value's letters line by line."""
    parts: list[list[int]] = []
    for place, letter in enumerate(value.letters):
        if parts and value.letters[parts[-1][-1]].line is letter.line:
            parts[-1].append(place)
        else:
            parts.append([place])
    return [value.part(part[0], part[-1] + 1) for part in parts]


def _again(plane: Plane, part: Value) -> Pixels:
    """The strip of ``part`` cut anew from its line: tighter above and below, wider to the sides."""
    line = part.letters[0].line
    quad = line.quad
    if quad is None:
        quad = np.array(
            [(line.left, line.top), (line.right, line.top), (line.right, line.bottom), (line.left, line.bottom)],
            np.float32,
        )
    wide = max(1.0, line.right - line.left)
    first, last = part.letters[0], part.letters[-1]
    start = 0.0 if first.place == 0 else max(0.0, (first.x - 0.55 * line.height - line.left) / wide)
    end = 1.0 if last.place == len(line.text) - 1 else min(1.0, (last.x + 0.55 * line.height - line.left) / wide)
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    own = np.array(
        [quad[0] + top * start, quad[0] + top * end, quad[3] + bottom * end, quad[3] + bottom * start], np.float32
    )
    strip = cut(plane.pixels, own, widen=0.35 if start == 0.0 else 0.0, heighten=-0.06)
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
    low, high = np.percentile(grey, (2, 98))
    stretched = np.clip((grey.astype(np.float32) - low) * (235 / max(30.0, high - low)) + 10, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(stretched, cv2.COLOR_GRAY2BGR), np.uint8)


def _bare(text: str) -> str:
    """Letters and digits only, capitals, so that dots and brackets do not count."""
    return "".join(char for char in text.upper() if char.isalnum())


def _spare(found: Found) -> int:
    """Letters that the wider strip may show beside the value: none for a code, none for a name."""
    del found
    return 0
