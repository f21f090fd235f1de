"""Every route walked as every role: nobody gets in who may not, and nobody who may meets a fault of ours."""

import re
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from backend import collection, stations
from backend.app import create_app
from backend.kit.access import sessions, start_session
from backend.kit.actor import SYSTEM, Role
from backend.kit.database import unit_of_work
from backend.kit.models import Session
from backend.settings import Settings
from backend.stations import demo
from tests.support.served import served

# Role -> which demo account plays it; an owner and nobody are not staff.
STAFF = {Role.CLERK: "clerk", Role.MANAGER: "manager", Role.ADMINISTRATOR: "admin"}
WALKERS = ("nobody", "owner", *STAFF)
UNKNOWN = {"str": "0" * 20, "int": "1", "path": "nothing", "strorempty": "0" * 20}
PART = re.compile(r"<([^:>]+)(?::([^>]+))?>")


TOO_LONG = UNKNOWN | {"str": "0" * 60}


def address(path: str, unknown: Mapping[str, str] = UNKNOWN) -> str:
    """The route's path with an unknown but well-shaped value in each place."""
    return "/" + PART.sub(lambda found: unknown.get(found[2] or "str", "0" * 20), path).lstrip("/")


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, list[tuple[str, str, frozenset[Role]]]]]:
    app = create_app(settings.model_copy(update={"worker": False}))
    async with served(app) as client:
        async with unit_of_work(SYSTEM) as work:
            await demo.plant(work)
        yield client, list(routes_of(app))


def code_of(response: httpx.Response) -> str:
    """The stable code of a problem, empty for any other answer."""
    if "problem+json" not in response.headers.get("content-type", ""):
        return ""
    code: str = response.json()["code"]
    return code


def routes_of(app):
    for route in app.router.routes:
        allowed = getattr(route.handler, "allowed", None)
        if allowed is None:
            continue
        for method in sorted(route.methods):
            yield method, route.path, allowed


async def credentials(walker: str) -> tuple[dict[str, str], dict[str, str]]:
    """Cookies and headers of a session of that walker."""
    if walker == "nobody":
        return {}, {}
    async with unit_of_work(SYSTEM) as work:
        if walker == "owner":
            kind, subject = "owner", await collection.owner_from_wechat(work, "h5", "openid-walker")
        else:
            listed = await stations.list_staff(work)
            kind, subject = "staff", next(one.public_id for one in listed if one.username == STAFF[Role(walker)])
        token = await start_session(kind, subject)
    row = await Session.get(token_hash=sessions.hash_of(token))
    return {sessions.COOKIES[kind]: token}, {"X-CSRF-Token": row.csrf}


def roles_of(walker: str) -> frozenset[Role]:
    """The roles that a walker holds; a manager may do what a clerk may."""
    held = {
        "nobody": frozenset[Role](),
        "owner": frozenset({Role.OWNER}),
        "manager": frozenset({Role.MANAGER, Role.CLERK}),
    }
    return held[walker] if walker in held else frozenset({Role(walker)})


def test_every_route_names_who_may_call_it(settings: Settings):
    app = create_app(settings)
    unguarded = [
        route.path
        for route in app.router.routes
        if not getattr(route.handler, "allowed", None) and not route.path.startswith("static/")
    ]
    assert unguarded == []


@pytest.mark.parametrize("walker", WALKERS)
async def test_the_door_holds(site, walker):
    client, routes = site
    assert len(routes) > 80
    wrong: list[str] = []
    for method, path, allowed in routes:
        if path.endswith(("events", "logout")):
            continue  # an event stream never ends; logging out would end the walk
        cookies, headers = await credentials(walker)
        client.cookies.clear()
        client.cookies.update(cookies)
        body = None if method == "GET" else {}
        response = await client.request(method, address(path), json=body, headers=headers)
        may = Role.ANYONE in allowed or bool(allowed & roles_of(walker))
        code = code_of(response)
        turned_away = code in {"AUTH-101", "AUTH-102", "AUTH-103"}
        if response.status_code >= 500 and code != "SYS-503":
            wrong.append(f"{method} {path}: {response.status_code} {response.text[:120]}")
        elif may == turned_away:
            wrong.append(f"{method} {path}: {walker} {'may' if may else 'may not'}, got {response.status_code} {code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
async def test_a_name_longer_than_any_is_nobodys_and_no_fault(site):
    client, routes = site
    wrong: list[str] = []
    for walker in ("owner", "manager", Role.ADMINISTRATOR):
        cookies, headers = await credentials(walker)
        client.cookies.clear()
        client.cookies.update(cookies)
        for method, path, allowed in routes:
            if not allowed & (roles_of(walker) | {Role.ANYONE}) or address(path) == address(path, TOO_LONG):
                continue
            body = None if method == "GET" else {}
            response = await client.request(method, address(path, TOO_LONG), json=body, headers=headers)
            if response.status_code >= 500:
                wrong.append(f"{walker} {method} {path}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
