"""How surely misread models are found, on a small generated catalogue; the large ones are in tests/bench."""

import random

from backend.vehicles import Sighting, find_models
from backend.vehicles.generate import generated
from tests.bench.bench_catalogue_lookup import KINDS
from tests.vehicles.lookup.conftest import add_models

MODELS = 4_000
QUESTIONS = 100
# Where a letter is wrong beyond all looks or missing, another model may honestly lie as near.
LEAST = {
    "as printed": 1.0,
    "one confused": 0.99,
    "two confused": 0.95,
    "one replaced": 0.95,
    "two replaced": 0.9,
    "one dropped": 0.9,
    "one doubled": 0.95,
    "brand misread": 0.99,
    "brand missing": 0.95,
    "written otherwise": 1.0,
}


async def share_right(texts: list[str], kind: str) -> float:
    """The share of questions of one kind whose first candidate is the model meant."""
    chance = random.Random(1)
    right = 0
    for text in chance.sample(texts, QUESTIONS):
        found = await find_models(Sighting(KINDS[kind](text, chance)))
        right += bool(found.candidates) and found.candidates[0].model.brand_model == text
    return right / QUESTIONS


async def test_the_right_model_comes_first(kit):
    texts = [row["brand_model"] for row in generated(MODELS)]
    await add_models(*texts)
    shares = {kind: await share_right(texts, kind) for kind in KINDS}
    assert {kind: share for kind, share in shares.items() if share < LEAST[kind]} == {}
