"""What a transfer would cost (试算), by the same choice that makes its order."""

from dataclasses import dataclass
from datetime import date

from backend.payments.facts import OrderFacts, TariffFacts
from backend.payments.models import Tariff
from backend.payments.tariffs.choose import chosen
from backend.payments.tariffs.classes import class_of
from backend.payments.tariffs.keep import facts_of


@dataclass(frozen=True, slots=True)
class Quote:
    """The tariffs that count, of each item one. ``vehicle_class`` is the class that the car was put in."""

    vehicle_class: str
    lines: tuple[TariffFacts, ...]

    @property
    def total_fen(self) -> int:
        """What they come to."""
        return sum(line.fen for line in self.lines)


async def quote(station: str, facts: OrderFacts, day: date) -> Quote:
    """What the station would ask on that day."""
    rows = chosen(await Tariff.begun(station, day), station, facts, day)
    return Quote(class_of(facts.vehicle_type), tuple(facts_of(row) for row in rows))
