"""拼接篡改: a part of the picture that has another history than the rest.

Each sign is one module of :mod:`backend.gateways.forgery.tampering`; here they become reasons with scores.
"""

from math import exp, prod
from typing import Final

from backend.gateways.forgery.inspection import Box, Reason
from backend.gateways.forgery.picture import Picture
from backend.gateways.forgery.tampering.blocks import foreign_blocks
from backend.gateways.forgery.tampering.copies import twins
from backend.gateways.forgery.tampering.frames import Cuts, Frame
from backend.gateways.forgery.tampering.letters import odd_letters
from backend.gateways.forgery.tampering.noise import still_parts
from backend.gateways.forgery.tampering.paint import painted
from backend.gateways.forgery.tampering.place import between
from backend.gateways.forgery.tampering.severed import Severed, Strokes, Typed

_HALF_SURE: Final = 25.0  # nats on the second weakest side at which a frame is told from what is drawn upright
_ABSENT: Final = -50.0  # nats of the weakest side, from which on it is no more absent
_LENS: Final = (0.12, 0.3)  # spread of a jump: below the first no lens was there, from the second any may have been
_PIECE: Final = (0.002, 0.15)  # shares of the picture that somebody moves; what is alike beyond is a pattern
_RULE: Final = (0.1, 0.3)  # of a jump, what is left three pixels on: below the first it was a printed line
_SLOPE: Final = (1.2, 1.6)  # of a jump, likewise: from the first on the tone went on rising, as on a lens's edge
_BLOCK: Final = 8  # pixels of a JPEG block
_RIM: Final = 0.12  # of the height: where cameras and apps write what they like to say


def pasted_signs(picture: Picture) -> tuple[Reason, ...]:
    """Signs of a pasted, moved or painted-over part."""
    cuts = Cuts(picture.grey)
    return (
        *_cut_edges(picture, cuts),
        *_hard_strokes(picture),
        *_paint(picture),
        *_copies(picture),
        *_lettering(picture),
        *still_parts(picture),
        *foreign_blocks(picture),
    )


def _cut_edges(picture: Picture, cuts: Cuts) -> list[Reason]:
    frames = [(frame, _certainty(frame)) for frame in cuts.frames()]
    told = [(frame, sure) for frame, sure in frames if sure > 0.3]
    if not told:
        return []
    score = round(95 * max(sure for _, sure in told))
    return [Reason("tampered", "cut_edge", score, tuple(between(frame.box, picture) for frame, _ in told))]


def _certainty(frame: Frame) -> float:
    left, top, right, bottom = frame.box
    # Where a compression's blocks meet, a phone's sharpening makes steps of its own: such sides count half.
    at_blocks = (at % _BLOCK == _BLOCK - 1 for at in (left, right, top, bottom))
    sides = sorted(nats / 2 if block and nats > 0 else nats for nats, block in zip(frame.sides, at_blocks, strict=True))
    # One side may be hidden; one that is plainly not there speaks against the others.
    nats = max(0.0, sides[1] + max(_ABSENT, sides[0]) / 2)
    sharp = (_LENS[1] - frame.spread) / (_LENS[1] - _LENS[0])
    step = (frame.left - _RULE[0]) / (_RULE[1] - _RULE[0])
    slope = (_SLOPE[1] - frame.left) / (_SLOPE[1] - _SLOPE[0])
    parts = (sharp, step, slope)
    return (1 - exp(-nats / _HALF_SURE)) * prod(min(1.0, max(0.0, part)) for part in parts)


def _hard_strokes(picture: Picture) -> list[Reason]:
    strokes = Strokes(picture.grey)
    severed, typed = strokes.severed(), strokes.typed()
    found = []
    if severed is not None:
        found.append(("severed_strokes", _severed(severed), severed.box))
    if typed is not None:
        found.append(("typed_letters", _typed(typed), typed.box))
    # Both see the same hardness, so only the surer one speaks, and never as sure alone: an app that writes place and
    # time onto its photographs leaves hard strokes, too. At the upper or lower rim that is what they usually are.
    signs = []
    for code, sure, box in found:
        at_rim = box[3] < _RIM * picture.height or box[1] > (1 - _RIM) * picture.height
        score = round((40 if at_rim else 75) * sure)
        if score >= 10:
            signs.append(Reason("tampered", code, score, (between(box, picture),)))
    return sorted(signs, key=lambda sign: -sign.score)[:1]


def _severed(place: Severed) -> float:
    sure = _ramp(place.alone, 0.25, 0.5) * _ramp(place.pixels, 10, 25)
    return sure * _ramp(place.lined, 0.1, 0.3) * _ramp(-place.elsewhere, -0.02, -0.01)


def _typed(place: Typed) -> float:
    sure = _ramp(place.alone, 0.35, 0.6) * _ramp(place.pixels, 40, 90) * _ramp(place.near, 1000, 2500)
    return sure * _ramp(-max(place.near_hard, place.elsewhere), -0.008, -0.004)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _paint(picture: Picture) -> list[Reason]:
    field = painted(picture.grey)
    if field is None or field.times < 2:
        return []
    score = round(90 * min(1.0, (field.times - 2) / 3) * min(1.0, max(0.0, (field.square - 0.76) / 0.1)))
    return [Reason("tampered", "painted_over", score, (between(field.box, picture),))] if score else []


def _copies(picture: Picture) -> list[Reason]:
    twin = twins(picture.grey)
    if twin is None or not _PIECE[0] < twin.area < _PIECE[1]:
        return []
    across, down = (twin.one[0] - twin.other[0]) * picture.width, (twin.one[1] - twin.other[1]) * picture.height
    # Strong compression makes whole blocks equal; a piece that somebody moved seldom lands on whole blocks both ways.
    most = 44 if round(across) % _BLOCK == 0 and round(down) % _BLOCK == 0 else 88
    score = round(most * min(1.0, max(0.0, (twin.alone - 0.6) / 0.25)) * min(1.0, twin.area / _PIECE[0] - 1))
    boxes = tuple(_in_shares(place) for place in (twin.one, twin.other))
    return [Reason("tampered", "copied_within", score, boxes)] if score else []


def _lettering(picture: Picture) -> list[Reason]:
    signs = []
    for odd in odd_letters(picture.grey):
        # One letter off the line is told, but accuses nobody alone: old printers did that, too.
        shift = 0.45 * min(1.0, max(0.0, (odd.shift - 0.05) / 0.12))
        sharp = 0.75 * min(1.0, max(0.0, (odd.sharper - 8) / 8))
        score = round(100 * (1 - (1 - shift) * (1 - sharp)))
        if score >= 20:
            signs.append((score, between(odd.box, picture)))
    signs.sort(reverse=True)
    boxes = tuple(box for _, box in signs[:8])
    return [Reason("tampered", "other_lettering", signs[0][0], boxes)] if signs else []


def _in_shares(sides: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = sides
    return round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4)
