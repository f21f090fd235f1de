"""未知车型: what was read and not found waits here for a manager, who says once which model it is."""

from typing import Final

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F
from tortoise.transactions import in_transaction

from backend.kit import clock, ids
from backend.kit.database import Work
from backend.kit.paging import fit_page
from backend.rules.numbers.vin import maker_of
from backend.vehicles.errors import UnknownCatalogueModel
from backend.vehicles.facts import Sighting
from backend.vehicles.lookup.errors import AlreadySettled, NoSuchUnknown, ReasonMissing
from backend.vehicles.lookup.evidence import read_vin
from backend.vehicles.lookup.facts import UnknownFacts, UnknownPage
from backend.vehicles.lookup.reading import Reading
from backend.vehicles.models import TEXT_LETTERS, TYPE_LETTERS, CatalogueModel, UnknownModel

PAGE_ROWS: Final = 10
REASON_LETTERS: Final = 200


async def report_unknown(work: Work, sighting: Sighting, subject: str) -> None:
    """Put what was read in the managers' queue, once for each spelling; seen again it counts up.

    ``subject`` is the public id of the transfer that met it. A text without anything readable is not kept, and of a
    VIN only the maker's three letters.
    """
    folded = Reading.of(sighting.brand_model).text[:TEXT_LETTERS]
    if not folded or await _seen_again(folded, subject):
        return
    now = clock.now()
    try:
        async with in_transaction():
            row = await UnknownModel.create(
                public_id=ids.public_id(),
                folded=folded,
                brand_model=sighting.brand_model.strip()[:TEXT_LETTERS],
                wmi=read_vin(sighting).wmi,
                seats=sighting.seats,
                vehicle_type=sighting.vehicle_type[:TYPE_LETTERS],
                registered_on=sighting.registered_on,
                subject=subject,
                first_at=now,
                last_at=now,
            )
    except IntegrityError:
        # Somebody else met the same text at the same moment.
        await _seen_again(folded, subject)
        return
    await work.record("catalogue.unknown_reported", f"unknown_model:{row.public_id}", text=folded, transfer=subject)
    work.announce("unknown-models", waiting=row.public_id)


async def _seen_again(folded: str, subject: str) -> bool:
    again = {"times": F("times") + 1, "last_at": clock.now(), "subject": subject}
    return bool(await UnknownModel.filter(folded=folded).update(**again))


async def unknown_models(page: int = 1) -> UnknownPage:
    """The texts that wait for a manager, the most frequent first; pages count from 1."""
    waiting = UnknownModel.filter(state="waiting")
    total = await waiting.count()
    page, pages = fit_page(page, total, PAGE_ROWS)
    rows = await waiting.order_by("-times", "-id").offset((page - 1) * PAGE_ROWS).limit(PAGE_ROWS)
    return UnknownPage(tuple(_facts_of(row) for row in rows), total, page, pages)


async def settle_unknown(work: Work, unknown: str, model: str | None, reason: str = "") -> None:
    """Say which ``model`` (public id) a waiting text means, or None to ignore it for a ``reason``.

    From then on the text finds the model. Raises NoSuchUnknown, AlreadySettled, UnknownCatalogueModel, ReasonMissing.
    """
    row = await UnknownModel.named(unknown)
    if row is None:
        raise NoSuchUnknown
    reason = reason.strip()
    if model is None and not 1 <= len(reason) <= REASON_LETTERS:
        raise ReasonMissing(field="reason")
    if model is not None and await CatalogueModel.named(model) is None:
        raise UnknownCatalogueModel
    change = {
        "state": "ignored" if model is None else "settled",
        "model": model or "",
        "reason": reason[:REASON_LETTERS],
        "settled_by": work.actor.name,
    }
    if not await UnknownModel.filter(id=row.id, state="waiting").update(**change):
        raise AlreadySettled
    facts = {"text": row.folded, "model": model or "", "reason": change["reason"]}
    await work.record(f"catalogue.unknown_{change['state']}", f"unknown_model:{unknown}", **facts)
    work.announce("unknown-models", settled=unknown)


def _facts_of(row: UnknownModel) -> UnknownFacts:
    return UnknownFacts(
        id=row.public_id,
        brand_model=row.brand_model,
        maker=(maker_of(row.wmi) or "") if row.wmi else "",
        seats=row.seats,
        vehicle_type=row.vehicle_type,
        registered_on=row.registered_on,
        subject=row.subject,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )
