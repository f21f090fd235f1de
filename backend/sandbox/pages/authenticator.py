"""口令器: an authenticator app for the demo staff accounts, so that a newcomer needs no second device.

It reads what ``cwt demo`` wrote: a JSON list of ``{account, role, station, password, totp_secret}``. Demo accounts
only; the file does not exist on a real site.
"""

import json
from pathlib import Path
from time import time
from typing import Any

import pyotp
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from backend.sandbox.pages import page
from backend.sandbox.world import World, world_of

PERIOD_S = 30
pages = Blueprint("sandbox_authenticator", url_prefix="/sandbox")


def demo_accounts(file: Path) -> list[dict[str, str]]:
    """The accounts in the file; none when it is missing or not a list of objects with a secret."""
    try:
        accounts = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(accounts, list):
        return []
    return [account for account in accounts if isinstance(account, dict) and account.get("totp_secret")]


def codes(world: World) -> list[dict[str, Any]]:
    """Each account with its current six digits; the secret stays here."""
    # The real clock: the platform that checks the code knows no other.
    shown = []
    for account in demo_accounts(world.options.authenticator):
        facts = {name: str(account.get(name) or "") for name in ("account", "role", "station", "password")}
        try:
            facts["code"] = pyotp.TOTP(str(account["totp_secret"]), interval=PERIOD_S).now()
        except ValueError:
            continue
        shown.append(facts)
    return shown


def seconds_left() -> int:
    """Seconds until every code changes."""
    return PERIOD_S - int(time()) % PERIOD_S


@pages.get("/authenticator")
async def show(request: Request) -> HTTPResponse:
    """The page with every account's code."""
    return page("authenticator.html", active="authenticator", **facts(world_of(request)))


@pages.get("/authenticator/list")
async def listing(request: Request) -> HTTPResponse:
    """Only the list, for the page to refresh by itself."""
    return page("panels/authenticator.html", **facts(world_of(request)))


def facts(world: World) -> dict[str, Any]:
    """What the list shows."""
    return {"accounts": codes(world), "left": seconds_left(), "file": str(world.options.authenticator)}


@pages.get("/authenticator.json")
async def as_json(request: Request) -> HTTPResponse:
    """The same for tests."""
    return json_response({"left": seconds_left(), "accounts": codes(world_of(request))}, ensure_ascii=False)
