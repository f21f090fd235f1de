"""An owner who speaks to the served face (接口调用者); every answer is held against what the interface publishes."""

import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import TypeAdapter
from sanic import Sanic

from backend.kit.access import start_session
from backend.kit.actor import ANYONE
from backend.kit.database import unit_of_work
from miniprogram_api.docs.openapi import described_routes
from miniprogram_api.schemas.base import Problem
from tests.collection.cast import Phone, at_the_phone


@dataclass
class Caller:
    """One person at the interface: ``phone`` does through use cases what the test is not about."""

    site: "Site"
    phone: Phone
    token: str
    last: httpx.Response = field(default_factory=lambda: httpx.Response(500))

    async def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The JSON of an answer that must be a yes."""
        response = await self.send(method, path, body, **more)
        assert response.status_code < 400, response.text
        return response.json()

    async def refused(self, method: str, path: str, body: Any = None, **more: Any) -> str:
        """The code of an answer that must be a no, with a Chinese sentence."""
        response = await self.send(method, path, body, **more)
        assert response.status_code >= 400, response.text
        said = Problem.model_validate(response.json())
        assert re.search(r"[\u4e00-\u9fff]", said.detail)
        return said.code

    async def send(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """Any answer, checked against the published model."""
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        self.last = await self.site.client.request(method, f"/api/v1{path}", json=body, headers=headers, **more)
        self.site.matches_description(method, path, self.last)
        return self.last

    async def page(self, path: str, **more: Any) -> httpx.Response:
        """A page of ours, as this person's browser gets it."""
        headers = {"Cookie": f"cwt_owner={self.token}", "Accept": "text/html"}
        return await self.site.client.get(path, headers=headers, **more)

    @property
    def mine(self) -> str:
        """The path of the collection that this person works on."""
        return f"/collections/{self.phone.collection}"


@dataclass
class Site:
    """The served face."""

    app: Sanic
    client: httpx.AsyncClient

    async def logs_in(self, key: str) -> Caller:
        """One of the cast, with a session."""
        phone = await at_the_phone(key)
        async with unit_of_work(ANYONE):
            token = await start_session("owner", phone.actor.id)
        return Caller(self, phone, token)

    def matches_description(self, method: str, path: str, response: httpx.Response) -> None:
        """A yes has the published form; a no is a problem."""
        if response.status_code >= 400:
            assert response.headers["content-type"] == "application/problem+json"
            return
        told = next(
            handler.described
            for pattern, verb, handler in described_routes(self.app)
            if verb == method.lower()
            and re.fullmatch(re.sub(r"{\w+}", "[^/]+", pattern), f"/api/v1{path.split('?')[0]}")
        )
        assert response.status_code == told.status, path
        if told.gives is None:
            assert response.headers["content-type"].split(";")[0] in {told.gives_bytes, "image/jpeg"}
            return
        TypeAdapter(list[told.gives] if told.many else told.gives).validate_python(response.json(), extra="forbid")
