"""``cwt inspect IMAGE [--heat OUT.png]`` (照片鉴别命令): one picture in, one JSON object out.

``screen``, ``print``, ``screenshot``, ``tampered`` are scores 0 to 100 (100 = certainly); beside them ``verdict``,
``quality``, ``reasons``, ``fingerprint`` (16 hexadecimal digits). A file that is no picture gives ``{"error": code,
"message": Chinese}``.
"""

from pathlib import Path
from typing import Any, Final

import cv2

from backend.gateways.forgery.inspection import DOUBTFUL, Inspection
from backend.gateways.forgery.inspector import inspect_picture
from backend.gateways.forgery.picture import open_picture
from backend.kit.errors import Refusal

_COLOURS: Final = {
    "screen": (40, 40, 230),
    "print": (230, 140, 20),
    "screenshot": (200, 40, 200),
    "tampered": (0, 140, 255),
}


def inspect_file(path: Path, heat: Path | None) -> dict[str, Any]:
    """Inspect the file in this process; with ``heat`` also write the picture with every place marked."""
    try:
        image = path.read_bytes()
    except OSError:
        return {"error": "file_unreadable", "message": f"文件打不开：{path}"}
    try:
        found = inspect_picture(image)
        if heat is not None and not draw_heat(image, found, heat):
            return {
                "error": "file_unwritable",
                "message": f"标注图写不进去：{heat}，请检查文件夹和扩展名（.png 或 .jpg）。",
            }
    except Refusal as refusal:
        return {"error": refusal.code, "message": refusal.sentence}
    return as_json(found)


def as_json(found: Inspection) -> dict[str, Any]:
    """The inspection as ``cwt inspect`` prints it."""
    return {
        **found.scores,
        "verdict": found.verdict,
        "quality": found.quality,
        "reasons": [
            {
                "kind": one.kind,
                "code": one.code,
                "score": one.score,
                "sentence": one.sentence,
                "boxes": [list(box) for box in one.boxes],
            }
            for one in found.reasons
        ],
        "fingerprint": f"{found.fingerprint:016x}",
        "provider": found.provider,
        "version": found.version,
        "took_ms": found.took_ms,
    }


def draw_heat(image: bytes, found: Inspection, to: Path) -> bool:
    """Write the picture with a tinted, framed box wherever something was found; stronger signs are more opaque."""
    pixels = open_picture(image).bgr.copy()
    height, width = pixels.shape[:2]
    for reason in sorted(found.reasons, key=lambda one: one.score):
        colour, thick = _COLOURS[reason.kind], max(2, width // 400)
        for left, top, w, h in reason.boxes:
            start = (round(left * width), round(top * height))
            end = (round((left + w) * width), round((top + h) * height))
            part = pixels[start[1] : end[1], start[0] : end[0]]
            part[:] = (part * (1 - 0.4 * reason.score / 100) + [0.4 * reason.score / 100 * c for c in colour]).astype(
                "uint8"
            )
            if reason.score >= DOUBTFUL:
                cv2.rectangle(pixels, start, end, colour, thick)
    try:
        done, file = cv2.imencode(to.suffix or ".png", pixels)
        if done:
            to.write_bytes(file.tobytes())
    except (cv2.error, OSError):
        return False
    return bool(done)
