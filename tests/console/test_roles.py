"""Every route of the console as everybody: who may is answered, who may not is refused, and nobody is forgotten."""

import re

import httpx
import pytest

from backend.console import blueprints
from backend.kit.actor import Role
from tests.console.seat import Seat

ROLE_OF = {"clerk": {Role.CLERK}, "manager": {Role.CLERK, Role.MANAGER}, "admin": {Role.ADMINISTRATOR}, "": set()}


def routes() -> list[tuple[str, str, frozenset[Role]]]:
    """(method, address with something in its places, who may)."""
    found = []
    for blueprint in blueprints:
        for route in blueprint._future_routes:
            address = re.sub(r"<page:int>", "1", f"{blueprint.url_prefix or ''}{route.uri}")
            address = re.sub(r"<[^>]+>", "00000000000000000000", address)
            found += [(method, address, route.handler.allowed) for method in route.methods]
    return found


def test_every_route_names_who_may_call_it():
    assert all(allowed for _, _, allowed in routes())
    assert len(routes()) > 25


@pytest.mark.parametrize("username", ["clerk", "manager", "admin", ""])
async def test_only_those_who_may_get_in(console, sits, username):
    seat = await sits(username) if username else Seat(httpx.AsyncClient(base_url=console.base_url, trust_env=False))
    for method, address, allowed in routes():
        if address.endswith(("/logout", "/events")):
            continue  # these two end the session or never end; they have tests of their own
        answer = await (seat.asks(address) if method == "GET" else seat.posts(address, method=method))
        may = Role.ANYONE in allowed or bool(allowed & ROLE_OF[username])
        refused = {401, 403} if not may else set()
        assert (answer.status_code in {401, 403}) == (not may) or "/login" in address, (method, address)
        assert answer.status_code < 500, (method, address, refused)
    await seat.client.aclose()


async def test_every_page_is_strict_about_scripts(clerk):
    for address in ("/console/login", "/console/", "/console/me"):
        answer = await clerk.page(address)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|<style", answer.text)
