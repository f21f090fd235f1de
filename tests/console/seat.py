"""A member of staff in a browser (工位): a session of their own, and actions as the page's script sends them."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.stations.team import Member

META = re.compile(r'<meta name="csrf-token" content="([^"]+)">')
JSON_HEADERS = {"Accept": "application/json"}
PAGE_HEADERS = {"Accept": "text/html"}


@dataclass
class Seat:
    """One browser; ``csrf`` is empty until somebody logged in."""

    client: httpx.AsyncClient
    csrf: str = ""

    async def logs_in(self, member: Member, steps: int = 0, **changes: str) -> httpx.Response:
        """Post the login form; remember the token of the page that it leads to."""
        form = {
            "username": member.username,
            "password": member.password,
            "totp": member.code(steps),
            "csrf_token": self.csrf,
        }
        response = await self.client.post("/console/login", data=form | changes)
        if response.status_code == 303:
            found = META.search((await self.page("/console/me")).text)
            self.csrf = found[1] if found else ""
        return response

    async def page(self, path: str) -> httpx.Response:
        """Ask for a page as a browser does, without following where it leads."""
        return await self.client.get(path, headers=PAGE_HEADERS)

    async def asks(self, path: str) -> httpx.Response:
        """Ask as the page's script does."""
        return await self.client.get(path, headers=JSON_HEADERS)

    async def posts(
        self, path: str, body: dict[str, Any] | None = None, *, method: str = "POST", **headers: str
    ) -> httpx.Response:
        """An action as the page's script sends it."""
        sent = JSON_HEADERS | {"X-CSRF-Token": self.csrf} | headers
        return await self.client.request(method, path, json=body or {}, headers=sent)
