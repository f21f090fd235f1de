"""The staff of two stations, and a catalogue with one model whose price changed once."""

from datetime import date

import pytest

from backend import vehicles
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.tools import Kit
from backend.rules import Fen
from backend.stations import passwords
from tests.stations.team import QUICK, Member, planted

BRAND_MODEL = "东南牌DN7152HAS"
# yuan of DOMAIN §3.2's examples, and what the same car cost later.
PRICES = ((date(2012, 1, 1), 12_880_000), (date(2024, 1, 1), 9_990_000))


@pytest.fixture
async def team(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> dict[str, Member]:
    """Everybody by username: clerk and manager of Wuxi, clerk2 and manager2 of Fuzhou, admin."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    return await planted()


@pytest.fixture
async def model(kit: Kit) -> str:
    """The public id of the catalogue's one model."""
    return await add_model(BRAND_MODEL)


async def add_model(brand_model: str, prices: tuple[tuple[date, int], ...] = PRICES) -> str:
    """Put a model with its prices, oldest first, into the catalogue; its public id."""
    public_id = ""
    for valid_from, fen in prices:
        cells = {
            "brand_model": brand_model,
            "vehicle_type": "小型轿车",
            "new_price": Fen(fen).text(),
            "price_valid_from": valid_from.isoformat(),
        }
        async with unit_of_work(SYSTEM) as work:
            known = await (
                vehicles.edit_model(work, public_id, 1, cells) if public_id else vehicles.add_model(work, cells)
            )
        public_id = known.id
    return public_id
