"""``cwt photographs FOLDER``: card photographs and ``truth.json`` beside them (生成样张)."""

import json
from pathlib import Path
from typing import Final

from backend.sandbox.photographs import CARD_KINDS, FontsMissing, Style, photo_of, truth_for

_LEVELS: Final = ("hard", "easy", "demo")


def generate(folder: Path, count: int, seed: int, recaptured: bool = False) -> int:
    """Write ``count`` photographs and ``truth.json`` (a list of ``{file, kind, fields}``); returns the exit status.

    Kinds take turns; rotation, desk, light and layout vary with the seed. A field that the card does not carry (the
    registered capital of an individual business) is ``null``. With ``recaptured``, clean and forged pictures instead.
    """
    if recaptured:
        from backend.sandbox.photographs.recapture.command import generate as generate_forged

        return generate_forged(folder, count, seed)
    folder.mkdir(parents=True, exist_ok=True)
    listing = []
    for number in range(count):
        own = seed * 100_000 + number
        kind = CARD_KINDS[number % len(CARD_KINDS)]
        truth = truth_for(kind, own)
        try:
            photo = photo_of(kind, truth, own, _LEVELS[number // len(CARD_KINDS) % 3], style=Style.some(own))
        except FontsMissing as missing:
            print(missing)
            return 1
        file = f"{number:04d}_{kind}.jpg"
        (folder / file).write_bytes(photo)
        listing.append({"file": file, "kind": kind, "fields": {key: value or None for key, value in truth.items()}})
    (folder / "truth.json").write_text(json.dumps(listing, ensure_ascii=False, indent=2), encoding="utf-8")
    print(f"{count} 张样张写入 {folder}")
    return 0
