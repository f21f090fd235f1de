"""One photograph to one reading (识别一张证件): see, parse, read critical fields again, cross-check.

Runs inside a worker process; everything here is plain blocking code.
"""

import time
from typing import Final

from backend.gateways.card_reader.checks import missing, told
from backend.gateways.card_reader.fields import PARSERS, Fields, Found
from backend.gateways.card_reader.lookalikes import easily_mistaken
from backend.gateways.card_reader.reading import CRITICAL, FIELDS, SURE, CardReading, FieldReading
from backend.gateways.card_reader.second_look import second_opinion
from backend.gateways.card_reader.sight.engine import PROVIDER, Engine
from backend.gateways.card_reader.sight.photo import open_photo
from backend.gateways.card_reader.sight.plane import Plane
from backend.gateways.card_reader.sight.see import View, closer, see

_LEAST_CLEARNESS: Final = 0.2  # below this no word of any card was seen
_FEWEST_FIELDS: Final = 2
_CRITICAL_SURE: Final = 0.95  # in the benchmark no wrong name came above 0.87, few right ones lie between
_LOOKALIKE_SURE: Final = 0.995  # a blurred 淼 was read as 森 at 0.984


def recognise(engine: Engine, image: bytes, kind: str | None) -> CardReading:
    """Read the card in ``image``. Raises the refusals of :mod:`photo`; a picture of nothing gives ``not_a_card``."""
    started = time.perf_counter()
    photo, step = open_photo(image)
    view = see(engine, photo, kind)
    reading = _judge(engine, view, kind, step)
    took = round((time.perf_counter() - started) * 1000)
    return CardReading(reading.kind, reading.fields, reading.doubts, PROVIDER, engine.version, took)


def _judge(engine: Engine, view: View, wanted: str | None, step: float) -> CardReading:
    kind = wanted or view.kind
    fields: Fields = PARSERS[kind](view.lines) if kind and view.clearness >= _LEAST_CLEARNESS else {}
    if wanted and view.kind != wanted and view.clearness >= _LEAST_CLEARNESS:
        return CardReading(wanted, doubts=(f"kind_differs:{view.kind}",))
    if len(fields) >= _FEWEST_FIELDS and missing(kind, {name: found.text for name, found in fields.items()}):
        # What a closer look adds is taken; what both saw stays as first read, and is checked below like everything.
        fields = PARSERS[kind](closer(engine, view).lines) | fields
    if len(fields) < _FEWEST_FIELDS:
        return CardReading(wanted or "", doubts=("not_a_card",))
    sure = {
        name: second_opinion(engine, view.plane, name, found)
        for name, found in fields.items()
        if name in CRITICAL[kind]
    }
    ordered = [name for name in FIELDS[kind] if name in fields]
    read = {name: _field(fields[name], sure.get(name), view.plane, step) for name in ordered}
    return CardReading(kind, read, tuple(told(kind, read)))


def _field(found: Found, second: float | None, plane: Plane, step: float) -> FieldReading:
    """``second`` is how sure the second reading was, of a critical field; such a field is doubted more readily."""
    left, top, right, bottom = plane.place(found.value.box)
    box = (round(left * step), round(top * step), round(right * step), round(bottom * step))
    confidence = found.confidence
    if second is not None:
        confidence = min(confidence, second)
        if confidence < (_LOOKALIKE_SURE if easily_mistaken(found.text) else _CRITICAL_SURE):
            confidence = min(confidence, SURE - 0.01)
    return FieldReading(found.text, round(confidence, 4), box)
