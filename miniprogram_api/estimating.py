"""Estimating a car for its owner (估一估): the same formula as at the station, with nothing kept and no conclusion."""

from dataclasses import dataclass, replace
from datetime import timedelta

from backend import appraisal
from backend.appraisal import AppraisalFacts, Car, Wish
from backend.kit.keyvalue import KeyValue, RateLimit, check

# Enough to try a family's cars in every spelling; a script that reads the catalogue out is far above.
LIMIT = RateLimit("estimate", 40, timedelta(minutes=10))
SAY = "这是按年限法自动计算的参考价，不是评估结论。成交价由买卖双方商定，登记服务站评估时还会看车况。"


@dataclass(frozen=True, slots=True)
class Estimate:
    """估价 for an owner: ``low_fen`` and ``high_fen`` at the coefficients a clerk may take, none without a price."""

    facts: AppraisalFacts
    low_fen: int | None = None
    high_fen: int | None = None
    say: str = SAY


async def estimate(keyvalue: KeyValue, owner: str, car: Car, wish: Wish) -> Estimate:
    """Estimate ``car``, at most so often an owner. Raises TooManyRequests and what ``appraisal.estimate`` raises.

    May wait for the catalogue's index: call it outside a unit of work.
    """
    await check(keyvalue, LIMIT, owner)
    facts = await appraisal.estimate(car, wish)
    if facts.appraised_fen is None:
        return Estimate(facts)
    terms = await appraisal.terms_in_force("", facts.valued_on)
    low, high = (
        appraisal.repeat(replace(facts, coefficient=k)).appraised_fen for k in (terms.clerk_low, terms.clerk_high)
    )
    return Estimate(facts, low, high)
