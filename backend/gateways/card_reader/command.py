"""``cwt read IMAGE [--kind K]`` (识别命令): one photograph in, one flat JSON object out.

The card's fields stand at the top level under their own names, ``null`` where nothing was read; dates are YYYY-MM-DD.
Beside them: ``card_kind`` (which card this is), ``confidence`` (0 to 1 by field) and ``doubts`` (codes). ``kind`` is
the card's kind too, except on a business licence, whose own field 类型 is called ``kind``. A file that is no
picture gives ``{"error": code, "message": Chinese}``.
"""

from pathlib import Path
from typing import Any

from backend.gateways.card_reader.reading import FIELDS, CardReading
from backend.kit.errors import Refusal


def read_file(path: Path, kind: str | None) -> dict[str, Any]:
    """Read the card in the file; the models run in this process. See the module for the keys of the answer."""
    from backend.gateways.card_reader.recognise import recognise
    from backend.gateways.card_reader.sight.engine import Engine

    try:
        image = path.read_bytes()
    except OSError:
        return {"error": "file_unreadable", "message": f"文件打不开：{path}"}
    try:
        return as_json(recognise(Engine(threads=2), image, kind))
    except Refusal as refusal:
        return {"error": refusal.code, "message": refusal.sentence}


def as_json(reading: CardReading) -> dict[str, Any]:
    """The reading as ``cwt read`` prints it."""
    names = FIELDS.get(reading.kind, ())
    answer: dict[str, Any] = {"card_kind": reading.kind or None, "kind": reading.kind or None}
    for name in names:
        found = reading.fields.get(name)
        answer[name] = found.value if found else None
    answer["confidence"] = {name: found.confidence for name, found in reading.fields.items()}
    answer["doubts"] = list(reading.doubts)
    return answer
