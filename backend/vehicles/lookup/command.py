"""What ``cwt catalogue search`` prints (查找车型命令): the ranked answer as JSON."""

import json
from dataclasses import asdict
from typing import Any, Final

from backend.rules import Fen
from backend.vehicles.facts import Candidate, Sighting
from backend.vehicles.lookup.find import find_models

# What a program wants to know of a model besides its price.
TOLD: Final = (
    "id", "brand", "maker", "vehicle_type", "engine", "fuel", "seats", "sold_from", "sold_until", "origin",
)  # fmt: skip


async def search(sighting: Sighting, limit: int) -> int:
    """Print what the catalogue has for ``sighting``; exit status 1 when it has nothing."""
    found = await find_models(sighting, limit)
    told = {
        "text": sighting.brand_model,
        "verdict": found.verdict,
        "best": found.best.model.id if found.best else None,
        "candidates": [_told(candidate) for candidate in found.candidates],
        "vin": asdict(found.vin) if found.vin.text else None,
    }
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 0 if found.candidates else 1


def _told(candidate: Candidate) -> dict[str, Any]:
    model = candidate.model
    return {
        "brand_model": model.brand_model,
        "score": candidate.score,
        "reasons": list(candidate.reasons),
        "new_price": Fen(model.new_price_fen).text(),
        **{name: getattr(model, name) for name in TOLD},
    }
