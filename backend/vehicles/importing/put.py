"""入库: one batch of checked rows brought into the catalogue, in the caller's transaction.

A row finds its model by what it says (:meth:`_Batch.model_for`); an empty cell changes nothing. A price that differs
from the one in force on its day is added to the history, never written over.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from backend.kit import clock, ids
from backend.vehicles.importing.errors import ModelAmbiguous
from backend.vehicles.importing.values import Draft, identity_of
from backend.vehicles.models import CatalogueEdition, CatalogueModel, CataloguePrice, ImportRun, RejectedRow

# Tells configurations of one brand model apart; the rest of a row is what is known of the configuration.
TELLING: Final = ("code", "engine", "seats", "sold_from")
KNOWN: Final = ("brand", "maker", "brand_model", "vehicle_type", "fuel", "sold_until", "origin", *TELLING)
# Rows of one UPDATE: its statement grows with rows times columns.
UPDATED_AT_ONCE: Final = 200


async def put_batch(run: ImportRun, rows: list[dict[str, Any]]) -> None:
    """Bring checked ``rows`` in and count them on ``run``, which the caller saves."""
    batch = _Batch(run, await CatalogueEdition.coming())
    drafts = [(row["line"], Draft(**row["draft"])) for row in rows if "draft" in row]
    for model in await CatalogueModel.spelled({draft.folded for _, draft in drafts}):
        batch.known[model.folded].append(model)
    batch.refused = [_rejected(run, row) for row in rows if "draft" not in row]
    for line, draft in drafts:
        try:
            await batch.take(draft)
        except ModelAmbiguous as no:
            told = {"line": line, "field": "brand_model", "value": draft.brand_model}
            batch.refused.append(_rejected(run, {**told, "code": no.code, "sentence": no.sentence}))
    await batch.save()


def _rejected(run: ImportRun, row: dict[str, Any]) -> RejectedRow:
    return RejectedRow(
        run=run.public_id,
        line=row["line"],
        column=row["field"],
        value=row["value"],
        code=row["code"],
        sentence=row["sentence"],
    )


@dataclass
class _Batch:
    """What a batch will write, gathered in memory so that few statements write it."""

    run: ImportRun
    edition: int
    known: dict[str, list[CatalogueModel]] = field(default_factory=lambda: defaultdict(list))
    made: list[CatalogueModel] = field(default_factory=list)
    changed: list[CatalogueModel] = field(default_factory=list)
    seen: dict[str, CatalogueModel] = field(default_factory=dict)
    prices: list[CataloguePrice] = field(default_factory=list)
    refused: list[RejectedRow] = field(default_factory=list)

    async def take(self, draft: Draft) -> None:
        """Add the model of ``draft``, or change what the catalogue has of it."""
        since = date.fromisoformat(draft.price_valid_from) if draft.price_valid_from else None
        model = self.model_for(draft)
        if model is None:
            self._add(draft, since or clock.local(self.run.started_at).date())
            self.run.added += 1
            return
        changed = self._complete(model, draft)
        priced = await self._price(model, draft.new_price_fen, since)
        model.run = self.run.public_id
        if not (changed or priced):
            self.run.unchanged += 1
            self.seen[model.identity] = model
            return
        self.run.updated += 1
        if model.edition != self.edition:
            model.edition, model.version, model.updated_at = self.edition, model.version + 1, clock.now()
            self.changed.append(model)

    def model_for(self, draft: Draft) -> CatalogueModel | None:
        """The one configuration that a row means, None for a new one; raises ModelAmbiguous.

        First the very same; then the only one that agrees with everything the row says; then the only one whose every
        word the row repeats and adds to, unless this import met it before: two rows of a file are two configurations.
        """
        models = self.known[draft.folded]
        identity = draft.identity
        if same := [model for model in models if model.identity == identity]:
            return same[0]
        fitting = [model for model in models if _repeats(model, draft)]
        if len(fitting) > 1:
            raise ModelAmbiguous(count=len(fitting))
        if fitting:
            return fitting[0]
        fuller = [model for model in models if _repeats(draft, model) and model.run != self.run.public_id]
        return fuller[0] if len(fuller) == 1 else None

    def _add(self, draft: Draft, since: date) -> None:
        moment = clock.now()
        model = CatalogueModel(
            public_id=ids.public_id(),
            identity=draft.identity,
            folded=draft.folded,
            new_price_fen=draft.new_price_fen,
            price_valid_from=since,
            edition=self.edition,
            run=self.run.public_id,
            created_at=moment,
            updated_at=moment,
            **{name: getattr(draft, name) for name in KNOWN},
        )
        self.made.append(model)
        self.known[model.folded].append(model)
        self._note(model, draft.new_price_fen, since)

    def _complete(self, model: CatalogueModel, draft: Draft) -> bool:
        news = {name: getattr(draft, name) for name in KNOWN}
        news = {
            name: value for name, value in news.items() if value not in ("", None) and value != getattr(model, name)
        }
        for name, value in news.items():
            setattr(model, name, value)
        if news.keys() & set(TELLING):
            model.identity = identity_of(model.folded, model.code, model.engine, model.seats, model.sold_from)
        return bool(news)

    async def _price(self, model: CatalogueModel, fen: int, since: date | None) -> bool:
        """Add a price to the history unless it is the one in force on its day; the row keeps the latest."""
        since = since or max(clock.local(self.run.started_at).date(), model.price_valid_from)
        latest = since >= model.price_valid_from
        before = model if latest else await CataloguePrice.on_day(model.public_id, since)
        if before and before.new_price_fen == fen:
            return False
        if latest:
            model.new_price_fen, model.price_valid_from = fen, since
        self._note(model, fen, since)
        return True

    def _note(self, model: CatalogueModel, fen: int, since: date) -> None:
        self.prices.append(
            CataloguePrice(
                model=model.public_id,
                new_price_fen=fen,
                valid_from=since,
                run=self.run.public_id,
                recorded_by=self.run.started_by,
                recorded_at=clock.now(),
            )
        )

    async def save(self) -> None:
        """Write what was gathered."""
        self.run.rejected += len(self.refused)
        if self.made or self.changed:
            await CatalogueEdition.reach(self.edition)
        if self.made:
            await CatalogueModel.bulk_create(self.made)
        if self.changed:
            await CatalogueModel.bulk_update(self.changed, CHANGING, batch_size=UPDATED_AT_ONCE)
        if seen := [model.id for model in self.seen.values() if model.id]:
            await CatalogueModel.filter(id__in=seen).update(run=self.run.public_id)
        if self.prices:
            await CataloguePrice.bulk_create(self.prices)
        if self.refused:
            await RejectedRow.bulk_create(self.refused)


CHANGING: Final = (
    *KNOWN, "identity", "new_price_fen", "price_valid_from", "edition", "version", "run", "updated_at",
)  # fmt: skip


def _repeats(whole: Draft | CatalogueModel, part: Draft | CatalogueModel) -> bool:
    """Whether ``whole`` says everything that ``part`` says about which configuration it is."""
    return all(getattr(part, name) in ("", None, getattr(whole, name)) for name in TELLING)
