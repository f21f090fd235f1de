"""Whose a number is (归属): the order behind a charge's or refund's number, for who must explain a difference."""

from collections.abc import Iterable

from backend.payments.models import Charge, Refund
from backend.payments.reckoning.moves import NAMES_AT_ONCE


async def orders_named(charges: Iterable[str], refunds: Iterable[str]) -> dict[str, str]:
    """number -> public id of its order; numbers that are not ours are left out."""
    found: dict[str, str] = {}
    for names, rows in ((sorted(charges), Charge.all()), (sorted(refunds), Refund.all())):
        for place in range(0, len(names), NAMES_AT_ONCE):
            wanted = rows.filter(number__in=names[place : place + NAMES_AT_ONCE])
            found |= {str(number): str(order) for number, order in await wanted.values_list("number", "order")}
    return found
