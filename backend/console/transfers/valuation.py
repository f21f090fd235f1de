"""The valuation on a transfer's page (评估面板): from facts to what ``_valuation.html`` draws."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend import appraisal, stations, vehicles
from backend.appraisal import TermsFacts
from backend.console.asking import MANAGING
from backend.kit.actor import Actor
from backend.transfers import TransferView
from backend.vehicles import ORIGIN_NAMES, VERDICT_NAMES, Candidate, ModelFacts, Sighting
from backend.verification import PRICE_NAMES

TONES = {"exact": "ok", "sure": "ok", "ask": "ask", "unknown": "stop"}
MOST_FOUND = 8
SHORTEST_TEXT = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """One model that may be meant: its line, and why."""

    id: str
    brand_model: str
    traits: tuple[str, ...]
    new_price_fen: int
    score: str
    reasons: str


async def panel(view: TransferView, actor: Actor) -> dict[str, Any] | None:
    """Everything of the panel; None while there is no licence. May wait for the catalogue's index."""
    facts = view.valuation
    if facts is None:
        return None
    city = (await stations.station(actor.station)).city
    terms = await appraisal.terms_in_force(city, facts.valued_on if facts.terms_known else None)
    near = (await vehicles.find_models(appraisal.sighting_of(facts.car))).candidates
    low, high = terms.bounds(actor)
    chosen = facts.model
    return {
        "facts": facts,
        "verdict": VERDICT_NAMES.get(facts.verdict, ""),
        "tone": TONES.get(facts.verdict, "note"),
        "model": _choice(chosen, next((one for one in near if one.model.id == chosen.id), None)) if chosen else None,
        "others": [_choice(one.model, one) for one in near if chosen is None or one.model.id != chosen.id],
        "years": _years(facts.service_life_months) if facts.service_life_months else "",
        "bounds": (_plain(low), _plain(high)),
        "default": _plain(terms.coefficient),
        "coefficient": _plain(facts.coefficient),
        "score": _plain(facts.condition_score) if facts.condition_score is not None else "",
        "weights": _weights(terms),
        "band": f"{terms.band_low:.0%} 至 {terms.band_high:.0%}",
        "deviations": [(PRICE_NAMES[name], getattr(view, f"{name}_fen"), one) for name, one in view.deviations.items()],
        "may_watch": bool(actor.roles.intersection(MANAGING)),
    }


async def found(text: str) -> list[Choice]:
    """What the catalogue has for a typed text: models that look like it, else those whose words hold it."""
    text = " ".join(text.split())
    if len(text) < SHORTEST_TEXT:
        return []
    near = await vehicles.find_models(Sighting(text), limit=MOST_FOUND)
    if near.candidates:
        return [_choice(one.model, one) for one in near.candidates]
    return [_choice(one, None) for one in (await vehicles.list_models(text)).models[:MOST_FOUND]]


def _choice(model: ModelFacts, candidate: Candidate | None) -> Choice:
    sold = f"{model.sold_from}–{model.sold_until or '在售'}" if model.sold_from else ""
    seats = f"{model.seats} 座" if model.seats else ""
    origin = ORIGIN_NAMES[model.origin] if model.origin else ""
    traits = (model.maker, model.vehicle_type, model.engine, model.fuel, seats, sold, origin)
    return Choice(
        id=model.id,
        brand_model=model.brand_model,
        traits=tuple(one for one in traits if one),
        new_price_fen=model.new_price_fen,
        score=f"{candidate.score:.0f}" if candidate else "",
        reasons="；".join(candidate.reasons) if candidate else "",
    )


def _years(months: int) -> str:
    return f"{months // 12} 年" if months % 12 == 0 else f"{months} 个月"


def _weights(terms: TermsFacts) -> str:
    return f"年限 {terms.age_weight:.0%}，技术鉴定 {1 - terms.age_weight:.0%}"


def _plain(number: Decimal) -> str:
    """``0.95`` for 0.950000: as people write it."""
    return f"{number.normalize():f}"
