"""Choosing the tariff (选用收费标准): of each item the most specific that is in force on the day."""

from collections.abc import Iterable
from datetime import date

from backend.payments.facts import OrderFacts
from backend.payments.models import Tariff
from backend.payments.tariffs.classes import class_of


def chosen(rows: Iterable[Tariff], station: str, facts: OrderFacts, day: date) -> list[Tariff]:
    """One tariff for each item, in the items' order of first appearance; what costs nothing is among them."""
    wanted = {
        "station": station,
        "vehicle_class": class_of(facts.vehicle_type),
        "business": facts.business,
        "member": "yes" if facts.member else "no",
    }
    best: dict[str, Tariff] = {}
    for row in rows:
        fits = all(getattr(row, name) in ("", value) for name, value in wanted.items())
        if fits and row.valid_from <= day and (row.item not in best or _rank(row) >= _rank(best[row.item])):
            best[row.item] = row
    return list(best.values())


def _rank(row: Tariff) -> tuple[int, bool, bool, bool, date, int]:
    """More conditions are more specific; of as many, the station's, the class's, the business's; then the latest."""
    named = [bool(row.station), bool(row.vehicle_class), bool(row.business), bool(row.member)]
    return (sum(named), *named[:3], row.valid_from, row.id)
