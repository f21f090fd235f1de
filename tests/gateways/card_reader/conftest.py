"""Fixtures of the card reader's tests: one set of models for the whole session, photographs by kind and turn."""

from collections.abc import Callable

import pytest

from backend.gateways.card_reader.sight.engine import Engine
from backend.sandbox.photographs import photo_of, truth_for

Shot = Callable[..., tuple[bytes, dict[str, str]]]


@pytest.fixture(scope="session")
def engine() -> Engine:
    """RapidOCR's models in this process."""
    return Engine(threads=1)


@pytest.fixture(scope="session")
def shot() -> Shot:
    """A photograph with its truth: ``shot(kind, seed, difficulty, rotation)``."""

    def take(kind: str, seed: int = 7, difficulty: str = "easy", rotation: int = 0) -> tuple[bytes, dict[str, str]]:
        truth = truth_for(kind, seed)
        return photo_of(kind, truth, seed, difficulty, rotation), {
            name: value for name, value in truth.items() if value
        }

    return take
