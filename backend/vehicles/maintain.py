"""维护车型: managers add, correct and retire single models; every change is audited with what it was before.

A price is never written over: one that differs is added to the history with the day from which it holds.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from backend.kit import clock, ids
from backend.kit.access.refusals import NotAllowed
from backend.kit.actor import Actor, Role
from backend.kit.database import Work
from backend.vehicles.errors import ModelChanged, ModelExists, PriceTooOld, UnknownCatalogueModel
from backend.vehicles.facts import ModelFacts
from backend.vehicles.importing.values import Draft, draft_of
from backend.vehicles.models import CatalogueEdition, CatalogueModel, CataloguePrice

PRICED: Final = {"new_price_fen", "price_valid_from"}


def must_administrate(actor: Actor) -> None:
    """Let administrators pass, and the system itself (commands, demo data)."""
    if actor.kind != "system" and Role.ADMINISTRATOR not in actor.roles:
        raise NotAllowed


async def add_model(work: Work, cells: Mapping[str, str]) -> ModelFacts:
    """Add one model from the cells of a form, named like an import's columns.

    Raises ModelExists, or the Refusal of the first wrong cell with its column as ``field``.
    """
    _must_manage(work.actor)
    draft = draft_of(cells, clock.today())
    edition = await CatalogueEdition.coming()
    if await CatalogueModel.filter(identity=draft.identity).exists():
        raise ModelExists(field="brand_model")
    moment = clock.now()
    row = await CatalogueModel.create(
        public_id=ids.public_id(),
        new_price_fen=draft.new_price_fen,
        price_valid_from=_since(draft),
        edition=edition,
        created_at=moment,
        updated_at=moment,
        **_known(draft),
    )
    await CatalogueEdition.reach(edition)
    await _note_price(work, row)
    await work.record("catalogue.model_added", f"model:{row.public_id}", **_told(row))
    return row.facts()


async def edit_model(work: Work, public_id: str, expected_version: int, cells: Mapping[str, str]) -> ModelFacts:
    """Change a model to what the form says, empty cells included.

    Raises UnknownCatalogueModel, ModelChanged when it is no longer of ``expected_version``, ModelExists, PriceTooOld,
    or the Refusal of the first wrong cell.
    """
    _must_manage(work.actor)
    draft = draft_of(cells, clock.today())
    row, edition = await _locked(public_id, expected_version)
    if await CatalogueModel.filter(identity=draft.identity).exclude(id=row.id).exists():
        raise ModelExists(field="brand_model")
    before = _told(row)
    row.update_from_dict(_known(draft))
    if draft.new_price_fen != row.new_price_fen:
        since = _since(draft)
        if since < row.price_valid_from:
            raise PriceTooOld(field="price_valid_from", since=row.price_valid_from)
        row.new_price_fen, row.price_valid_from = draft.new_price_fen, since
        await _note_price(work, row)
    after = _told(row)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        await _save(row, edition)
        await work.record("catalogue.model_edited", f"model:{row.public_id}", **changed)
    return row.facts()


async def retire_model(work: Work, public_id: str, expected_version: int, retired: bool) -> None:
    """Take a model out of what is offered, or bring it back; its prices stay for appraisals that used them."""
    _must_manage(work.actor)
    row, edition = await _locked(public_id, expected_version)
    if row.retired == retired:
        return
    row.retired = retired
    await _save(row, edition)
    await work.record("catalogue.model_retired" if retired else "catalogue.model_restored", f"model:{row.public_id}")


def _must_manage(actor: Actor) -> None:
    if actor.kind != "system" and not actor.roles & {Role.MANAGER, Role.ADMINISTRATOR}:
        raise NotAllowed


async def _locked(public_id: str, expected_version: int) -> tuple[CatalogueModel, int]:
    # The edition's row first, as an import does: two writers who lock in one order never wait for each other.
    edition = await CatalogueEdition.coming()
    row = await CatalogueModel.named(public_id)
    if row is None:
        raise UnknownCatalogueModel
    if row.version != expected_version:
        raise ModelChanged
    return row, edition


async def _save(row: CatalogueModel, edition: int) -> None:
    await CatalogueEdition.reach(edition)
    row.version, row.edition, row.updated_at = row.version + 1, edition, clock.now()
    await row.save()


async def _note_price(work: Work, row: CatalogueModel) -> None:
    await CataloguePrice.create(
        model=row.public_id,
        new_price_fen=row.new_price_fen,
        valid_from=row.price_valid_from,
        recorded_by=work.actor.name,
        recorded_at=clock.now(),
    )


def _since(draft: Draft) -> date:
    return date.fromisoformat(draft.price_valid_from) if draft.price_valid_from else clock.today()


def _known(draft: Draft) -> dict[str, Any]:
    return {name: value for name, value in asdict(draft).items() if name not in PRICED}


def _told(row: CatalogueModel) -> dict[str, Any]:
    told = asdict(row.facts())
    return {name: str(told[name]) if name in PRICED else told[name] for name in told if name not in {"id", "version"}}
