"""One small honest photograph for all, made by the sandbox's camera."""

import pytest

from backend.sandbox.photographs.recapture import everyday_card


@pytest.fixture(scope="session")
def honest() -> bytes:
    """A card on a table, 1000 pixels wide."""
    return everyday_card(5, 1000)
