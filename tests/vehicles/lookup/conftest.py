"""A small catalogue in the table, and the index's processes kept in this one."""

import pytest

from backend.kit import clock, ids
from backend.vehicles.lookup.reading import Reading
from backend.vehicles.models import CatalogueEdition, CatalogueModel

MODELS = ("东南牌DN7152HAS", "东南牌DN7152HBS", "大众汽车牌SVW7167BSD", "别克牌SGM7205ATA", "五菱牌LZW6450PY")


async def add_models(*texts: str, **facts) -> list[str]:
    """Put brand models into the table as one edition; return their public ids."""
    edition = await CatalogueEdition.coming()
    rows = [
        CatalogueModel(
            public_id=ids.public_id(),
            identity=ids.letters(32),
            folded=Reading.of(text).text,
            brand_model=text,
            new_price_fen=8_980_000,
            price_valid_from=clock.today(),
            edition=edition,
            created_at=clock.now(),
            updated_at=clock.now(),
            **{"brand": Reading.of(text).brand, **facts},
        )
        for text in texts
    ]
    await CatalogueModel.bulk_create(rows, batch_size=2_000)
    await CatalogueEdition.reach(edition)
    return [row.public_id for row in rows]


@pytest.fixture
async def catalogue(kit):
    """The handful of models that most tests look for."""
    return dict(zip(MODELS, await add_models(*MODELS), strict=True))
