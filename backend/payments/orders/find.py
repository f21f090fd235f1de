"""Finding orders and refunds for a station's list (查收费单): by state, day and number; never another station's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from backend.kit.actor import Actor, Role
from backend.kit.paging import fit_page
from backend.payments.facts import OrderRow, RefundView
from backend.payments.models import Charge, Order, Refund
from backend.payments.orders.view import refund_view, row_of
from backend.payments.reckoning.moves import bounds
from backend.payments.states import RefundState

PER_PAGE = 20
LONGEST_NUMBER = 40
# What a person has to do something about.
WANTING = (RefundState.PROPOSED.value, RefundState.ABNORMAL.value, RefundState.REFUSED.value)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of orders, and how many there are in each state."""

    rows: tuple[OrderRow, ...]
    page: int
    pages: int
    total: int
    counts: dict[str, int]


async def find_orders(
    actor: Actor,
    text: str = "",
    among: Collection[str] = (),
    *,
    states: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
    page: int = 1,
) -> OrderPage:
    """The orders that ``actor`` may see, the latest first: of a station, for an administrator of all.

    ``text`` is the number of an order, charge, refund or POS slip; ``among`` are transfers that it means besides.
    ``first`` and ``last`` are the days (Beijing) on which they were opened.
    """
    rows = _seen_by(actor, Order.all())
    if text:
        rows = rows.filter(public_id__in=await _named(actor, text[:LONGEST_NUMBER], among))
    if first:
        rows = rows.filter(opened_at__gte=bounds(first)[0])
    if last:
        rows = rows.filter(opened_at__lt=bounds(last)[1])
    counted = await rows.annotate(count=Count("id")).group_by("state").values_list("state", "count")
    counts = {str(state): int(count) for state, count in counted}
    wanted = set(states)
    total = sum(count for state, count in counts.items() if not wanted or state in wanted)
    page, pages = fit_page(page, total, PER_PAGE)
    if wanted:
        rows = rows.filter(state__in=sorted(wanted))
    listed = await rows.order_by("-opened_at", "-id").offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return OrderPage(tuple(row_of(one) for one in listed), page, pages, total, counts)


async def refunds_wanting(actor: Actor) -> list[RefundView]:
    """Refunds that wait for a person: for a second one, or because the channel could not give the money back."""
    rows = _seen_by(actor, Refund.filter(state__in=WANTING, replaced_by=""))
    return [refund_view(row) for row in await rows.order_by("id").limit(100)]


async def _named(actor: Actor, text: str, among: Collection[str]) -> list[str]:
    found = {str(name) for name in await Order.filter(number=text).values_list("public_id", flat=True)}
    found |= {str(name) for name in await Order.filter(transfer__in=sorted(among)).values_list("public_id", flat=True)}
    for number in (Charge.filter(number=text), Refund.filter(number=text)):
        found |= {str(name) for name in await number.values_list("order", flat=True)}
    slips = _seen_by(actor, Charge.filter(channel="pos", slip=text))
    found |= {str(name) for name in await slips.values_list("order", flat=True)}
    return sorted(found)


def _seen_by(actor: Actor, rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    return rows if Role.ADMINISTRATOR in actor.roles else rows.filter(station=actor.station)
