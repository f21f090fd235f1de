"""查找车型: from what was read of a car to the catalogue's models, best first, and whether one is certain."""

from dataclasses import dataclass
from typing import Final

from backend.vehicles.facts import Candidate, ModelFacts, Sighting
from backend.vehicles.lookup.confusion import Difference, compare, cut_off
from backend.vehicles.lookup.evidence import LONG_AFTER_SALE, read_vin, weigh
from backend.vehicles.lookup.facts import Found, VinTells
from backend.vehicles.lookup.index import Met
from backend.vehicles.lookup.reading import Reading
from backend.vehicles.lookup.shelf import Shelf, shelf
from backend.vehicles.models import TEXT_LETTERS, CatalogueModel, UnknownModel

# Nothing nearer than one wrong letter and a look-alike: codes two letters away are looked for too.
NEAR_ENOUGH: Final = 1.25
# Texts further behind the best than this do not come up, and no more of them than that.
WINDOW: Final = 1.5
MOST_TEXTS: Final = 12
FARTHEST: Final = 99.0
# Fewer letters of a code begin thousands of others: maker, class and main figure alone are four or five.
SHORTEST_BEGINNING: Final = 5
# One brand model comes in several configurations; more than these rows are not weighed.
MOST_ROWS: Final = 80
# Among configurations of the very same text, evidence only orders; a text that differs never passes one that agrees.
EVIDENCE_ON_EXACT: Final = 0.05
# Below this score a candidate only confuses; the longest typical code loses it with four wrong letters.
LEAST_SCORE: Final = 60.0
# A code is at least so long for the score, or one wrong letter of a stub would count for everything.
SHORT_CODE: Final = 6
# What may stand between a text and the model taken for it without asking: three look-alikes and a late sale at most …
SURE_STEPS: Final = 0.8
SURE_AGAINST: Final = LONG_AFTER_SALE
# … and the next model at least a bad look-alike behind.
SURE_MARGIN: Final = 0.5
# Configurations of one text are told apart by any contradiction.
SAME_TEXT_MARGIN: Final = 0.1
REMEMBERED: Final = Difference(0.05, ("人工确认过的写法",), True)


@dataclass(frozen=True, slots=True)
class _Ranked:
    model: ModelFacts
    text: Difference
    against: float
    reasons: tuple[str, ...]

    @property
    def exact(self) -> bool:
        return self.text.steps == 0

    @property
    def steps(self) -> float:
        return self.text.steps + self.against * (EVIDENCE_ON_EXACT if self.exact else 1)

    @property
    def candidate(self) -> Candidate:
        letters = max(len(Reading.of(self.model.brand_model).code), SHORT_CODE)
        return Candidate(self.model, round(max(0.0, 100 * (1 - self.steps / letters)), 1), self.reasons)


async def find_models(sighting: Sighting, limit: int = 5) -> Found:
    """Find the models that ``sighting`` may mean; never raises for what was read, and never guesses silently.

    Slow only when the index must be made anew first (some ten seconds after an import): ask outside a unit of work.
    """
    vin = read_vin(sighting)
    read = Reading.of(sighting.brand_model)
    texts = _nearest_texts(read, await shelf()) or await _continued(read)
    rows = await CatalogueModel.on_offer(texts, MOST_ROWS)
    weighed = [_weighed(row.facts(), texts[row.folded], sighting, vin) for row in rows]
    remembered = await UnknownModel.model_of(read.text[:TEXT_LETTERS])
    row = await CatalogueModel.named(remembered) if remembered else None
    if row and not row.retired and not any(one.exact and one.model.id == row.public_id for one in weighed):
        weighed = [one for one in weighed if one.model.id != row.public_id]
        weighed.append(_weighed(row.facts(), REMEMBERED, sighting, vin))
    ranked = sorted(weighed, key=lambda one: (one.steps, one.model.brand_model, one.model.id))
    shown = [one for one in ranked if one.candidate.score >= LEAST_SCORE]
    verdict = _verdict(shown)
    candidates = tuple(one.candidate for one in shown[: max(limit, 1)])
    return Found(candidates, candidates[0] if verdict in ("exact", "sure") else None, verdict, vin)


def _nearest_texts(read: Reading, shelf: Shelf) -> dict[str, Difference]:
    """Return the differences of the texts that come nearest, by the spelling the table knows them under."""
    if not read.code:
        return {}
    texts = _compared(read, shelf.near(read))
    if min((text.steps for text in texts.values()), default=FARTHEST) > NEAR_ENOUGH:
        texts |= _compared(read, shelf.far(read))
    nearest = sorted(texts.items(), key=lambda text: text[1].steps)[:MOST_TEXTS]
    return {folded: text for folded, text in nearest if text.steps <= nearest[0][1].steps + WINDOW}


async def _continued(read: Reading) -> dict[str, Difference]:
    """Return the differences of texts that begin with what was read, for want of any that comes near it."""
    if len(read.code) < SHORTEST_BEGINNING or len(read.text) >= TEXT_LETTERS:
        return {}
    rows = await CatalogueModel.beginning_with(read.text, MOST_TEXTS)
    return {folded: cut_off(read, Reading.of(text)) for folded, text in rows}


def _compared(read: Reading, met: list[Met]) -> dict[str, Difference]:
    return {folded: compare(read, model) for folded, model in met}


def _weighed(model: ModelFacts, text: Difference, sighting: Sighting, vin: VinTells) -> _Ranked:
    against, reasons = weigh(model, sighting, vin)
    return _Ranked(model, text, against, text.reasons + reasons)


def _verdict(ranked: list[_Ranked]) -> str:
    if not ranked:
        return "unknown"
    first, *others = ranked
    near = first.exact or (first.text.only_alike and first.text.steps <= SURE_STEPS and first.against <= SURE_AGAINST)
    if not near or not all(_behind(first, other) for other in others):
        return "ask"
    return "exact" if first.exact else "sure"


def _behind(first: _Ranked, other: _Ranked) -> bool:
    if Reading.of(other.model.brand_model) == Reading.of(first.model.brand_model):
        return other.against - first.against >= SAME_TEXT_MARGIN
    return first.exact or first.text is REMEMBERED or other.steps - first.steps >= SURE_MARGIN
