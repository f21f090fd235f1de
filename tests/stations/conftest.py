"""The team on an empty, migrated database."""

import pytest

from backend.kit.tools import Kit
from backend.stations import passwords
from tests.stations.team import QUICK, Member, planted


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that hash in a millisecond."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)


@pytest.fixture
async def team(quick_hashes: None, kit: Kit) -> dict[str, Member]:
    """Everybody by username."""
    return await planted()
