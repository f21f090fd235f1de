"""The handwritten signature (手写签名): strokes with time and pressure, not only a picture (电子签名法 art. 13)."""

import hashlib
import json
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from backend.collection.begin import editable, tell_page
from backend.collection.errors import ConsentFirst, SignatureMalformed, SignatureTooShort
from backend.collection.models import ReturnedItem, Signature
from backend.collection.people.consent import decisions
from backend.kit import clock, ids
from backend.kit.database import Work

# Two characters written at speed have some 40 points; a page left under a resting finger has thousands.
MOST_POINTS = 20_000
MOST_STROKES = 300
LARGEST_BOX = 4_000
# Shares of the box: a dot or a tick is shorter than this, the shortest name of two strokes is longer.
SHORTEST_INK = 0.3
SHORTEST_SPAN = 0.15
FEWEST_POINTS = 8

Strokes = list[list[dict[str, float]]]


async def add_signature(
    work: Work, collection: str, strokes: Sequence[Sequence[Any]], width: int, height: int, device: str = ""
) -> str:
    """Keep a signature drawn in a box of ``width`` × ``height`` px; the public id.

    A stroke is a list of points ``{x, y, t, p}`` (px, px, milliseconds since the first point, pressure 0–1). The same
    strokes sent again are the same signature. Raises SignatureMalformed, SignatureTooShort.
    """
    row = await editable(work, collection, "signature")
    if (await decisions(collection)).get("privacy") != "given":
        raise ConsentFirst
    clean = cleaned(strokes, width, height)
    canonical = json.dumps([clean, width, height], separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    current = await Signature.last_of(collection)
    moment = clock.now()
    await ReturnedItem.answer(collection, ["signature"], moment)
    if current and current.sha256 == digest:
        return current.public_id
    signature = await Signature.create(
        public_id=ids.public_id(),
        collection=collection,
        strokes=clean,
        width=width,
        height=height,
        sha256=digest,
        device=device[:200],
        at=moment,
    )
    await row.keep()
    await work.record("signature.added", collection, signature=signature.public_id, strokes_sha256=digest)
    tell_page(work, row)
    return signature.public_id


def cleaned(strokes: Sequence[Sequence[Any]], width: int, height: int) -> Strokes:
    """The strokes as plain numbers; refused when they are no drawing, or a dot."""
    if not (0 < width <= LARGEST_BOX and 0 < height <= LARGEST_BOX) or len(strokes) > MOST_STROKES:
        raise SignatureMalformed
    try:
        clean = [[_point(point, width, height) for point in stroke] for stroke in strokes if stroke]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SignatureMalformed from None
    points = [point for stroke in clean for point in stroke]
    if len(points) > MOST_POINTS:
        raise SignatureMalformed
    if len(points) < FEWEST_POINTS or not _is_writing(clean, points, width, height):
        raise SignatureTooShort
    return clean


def _point(point: Any, width: int, height: int) -> dict[str, float]:
    clean = {name: round(float(point[name]), 3) for name in ("x", "y", "t")}
    clean["p"] = round(min(1.0, max(0.0, float(point.get("p", 0.5)))), 3)
    if not all(math.isfinite(number) for number in clean.values()):
        raise ValueError("not a number")
    # A finger may slip over the edge; further out is no pad of ours.
    if not (-width <= clean["x"] <= 2 * width and -height <= clean["y"] <= 2 * height and clean["t"] >= 0):
        raise ValueError("outside the box")
    return clean


def _is_writing(clean: Strokes, points: list[dict[str, float]], width: int, height: int) -> bool:
    ink = sum(
        math.hypot((b["x"] - a["x"]) / width, (b["y"] - a["y"]) / height)
        for stroke in clean
        for a, b in pairwise(stroke)
    )
    span_x = (max(p["x"] for p in points) - min(p["x"] for p in points)) / width
    span_y = (max(p["y"] for p in points) - min(p["y"] for p in points)) / height
    return ink >= SHORTEST_INK and max(span_x, span_y) >= SHORTEST_SPAN
