"""收银: the station's orders, the money of the day by channel, refunds that wait, and what needs a person."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import payments, stations, transfers
from backend.console.asking import DESK, EVERYBODY, page_number
from backend.console.frame import show
from backend.console.periods import day_named
from backend.console.till import present
from backend.kit import clock
from backend.kit.access import Role, allow
from backend.payments import CHANNEL_NAMES, ORDER_NAMES, OrderView, RefundState, Taking

bp = Blueprint("console-till", url_prefix="/console/till")

LONGEST_TEXT = 80
# What the list opens with: the last month is what anybody asks about at a desk.
USUAL = timedelta(days=30)


@bp.get("/")
@allow(*EVERYBODY)
async def listed(request: Request) -> HTTPResponse:
    """``?q= &state= &first= &last= &page=``; an administrator sees every station's."""
    actor, work, today = request.ctx.actor, request.ctx.work, clock.today()
    everywhere = Role.ADMINISTRATOR in actor.roles
    places = {one.public_id: one.name for one in await stations.list_stations()}
    text = str(request.args.get("q") or "").strip()[:LONGEST_TEXT]
    state = str(request.args.get("state") or "")
    first, last = day_named(request, "first"), day_named(request, "last")
    of_text = await transfers.transfers_fitting(work, text, places if everywhere else [actor.station]) if text else ()
    found = await payments.find_orders(
        actor,
        text,
        of_text,
        states=[state] if state in ORDER_NAMES else [],
        first=first or (None if text else today - USUAL),
        last=last,
        page=page_number(request),
    )
    refunds = await payments.refunds_wanting(actor)
    facts: dict[str, Any] = {
        "text": text,
        "state": state if state in ORDER_NAMES else "",
        "first": first,
        "last": last,
        "found": found,
        "cars": await transfers.briefs([one.transfer for one in found.rows]),
        "sums": _sums(await payments.takings([today], None if everywhere else actor.station)),
        "refunds": refunds,
        "names": await names_of(actor_names(refunds)),
        "alarms": present.alarm_lines(await payments.till_alarms("" if everywhere else actor.station)),
        "shift": await payments.own_shift(work) if Role.CLERK in actor.roles else None,
        "places": places,
        "everywhere": everywhere,
        "order_names": ORDER_NAMES,
        **words(),
    }
    return await show(request, "console/till/orders.html", **facts)


@bp.get("/orders/<order:str>")
@allow(*DESK)
async def one(request: Request, order: str) -> HTTPResponse:
    """One order with its lines, charges and refunds."""
    view = await payments.order_at_desk(request.ctx.actor, order)
    tried, unused = present.sorted_out(view)
    facts: dict[str, Any] = {
        "order": view,
        "attempts": tried,
        "unused": unused,
        "car": (await transfers.briefs([view.transfer])).get(view.transfer),
        "names": await names_of(_people(view)),
        "manages": Role.MANAGER in request.ctx.actor.roles,
        "receipt": payments.receipt(view) is not None,
        "limit": request.app.ctx.settings.pay_refund_confirm_fen,
        **words(),
    }
    return await show(request, "console/till/order.html", **facts)


def words() -> dict[str, Any]:
    """Names and tones that every page of the till uses."""
    return {
        "channels": CHANNEL_NAMES,
        "order_tones": present.ORDER_TONES,
        "refund_tones": present.REFUND_TONES,
        "refund_next": present.REFUND_NEXT,
        "proposed": RefundState.PROPOSED.value,
        "refused": RefundState.REFUSED.value,
    }


async def names_of(people: Iterable[str]) -> dict[str, str]:
    """``staff:…`` as audit lines have them -> names; owners stay owners."""
    found = {}
    for one in set(people):
        kind, _, name = one.partition(":")
        found[one] = (await stations.staff_name(name) if kind == "staff" else "") or (
            "车主手机" if kind == "owner" else "系统"
        )
    return found


def actor_names(refunds: Iterable[Any]) -> set[str]:
    """Whoever asked for refunds or agreed."""
    return {name for one in refunds for name in (one.asked_by, one.confirmed_by)}


def _people(view: OrderView) -> set[str]:
    people = {one.by for one in view.lines} | {one.clerk for one in view.charges}
    return people | {name for charge in view.charges for name in actor_names(charge.refunds)}


def _sums(takings: Iterable[Taking]) -> dict[str, dict[str, int]]:
    """channel -> how many charges and refunds and how much, of every channel."""
    sums = {channel: {"charges": 0, "charge_fen": 0, "refunds": 0, "refund_fen": 0} for channel in CHANNEL_NAMES}
    for one in takings:
        for name in sums[one.channel]:
            sums[one.channel][name] += getattr(one, name)
    return sums
