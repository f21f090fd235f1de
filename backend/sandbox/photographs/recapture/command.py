"""``cwt photographs FOLDER --recapture``: clean photographs, forged ones made from them, and ``truth.json``."""

import json
from pathlib import Path

from backend.sandbox.photographs import FontsMissing
from backend.sandbox.photographs.recapture import KINDS, clean, everyday_card, recapture


def generate(folder: Path, count: int, seed: int) -> int:
    """Write ``count`` pictures: of each seed two clean ones and one of every kind; returns the exit status.

    ``truth.json`` is a list of ``{file, kind, score}``: ``score`` is what ``cwt inspect`` must raise, or ``null``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listing: list[dict[str, str | None]] = []
    kinds = ("clean", "everyday", *KINDS)
    for number in range(count):
        kind, own = kinds[number % len(kinds)], seed * 100_000 + number // len(kinds)
        try:
            picture = everyday_card(own) if kind == "everyday" else clean(own)
            if kind in KINDS:
                picture = recapture(kind, everyday_card(own) if own % 2 else picture, own)
        except FontsMissing as missing:
            print(missing)
            return 1
        suffix = "png" if picture.startswith(b"\x89PNG") else "jpg"
        file = f"{number:04d}_{kind}.{suffix}"
        (folder / file).write_bytes(picture)
        listing.append({"file": file, "kind": kind, "score": KINDS.get(kind)})
    (folder / "truth.json").write_text(json.dumps(listing, ensure_ascii=False, indent=2), encoding="utf-8")
    print(f"{count} 张样张写入 {folder}")
    return 0
