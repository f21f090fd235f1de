"""The guard: who may call, from which page, and how often the work is done."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sanic import Blueprint, Sanic

from backend.kit.access import Role, allow, end_session, sessions, start_session
from backend.kit.actor import Actor
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal
from backend.kit.models import AuditEntry, Session
from backend.kit.web import answer, register_errors, register_headers
from tests.support.served import served

OWNER = Actor("owner", "owner1", frozenset({Role.OWNER}))
CLERK = Actor("staff", "clerk1", frozenset({Role.CLERK}), "station1")


class Nope(Refusal):
    code = "TEST-003"
    say = "金额应大于 {least}。"
    status = 422


def small_app() -> Sanic:
    bp = Blueprint("small")

    @bp.get("/api/open")
    @allow(Role.ANYONE)
    async def open_to_all(request):
        return answer({"who": request.ctx.actor.kind})

    @bp.post("/api/owner")
    @allow(Role.OWNER)
    async def owner_only(request):
        await request.ctx.work.record("did", "it")
        return answer({"lines": await AuditEntry.all().count()}, status=201)

    @bp.get("/api/clerk")
    @allow(Role.CLERK)
    async def clerk_only(request):
        return answer({"station": request.ctx.actor.station})

    @bp.post("/api/refused")
    @allow(Role.ANYONE)
    async def refused(request):
        await request.ctx.work.record("did", "it")
        raise Nope(field="price", least=0)

    @bp.get("/api/broken")
    @allow(Role.ANYONE)
    async def broken(request):
        raise ZeroDivisionError("350102199003074515")

    app = Sanic("small", configure_logging=False)
    app.ctx.address = "http://test"
    register_errors(app, {})
    register_headers(app)
    app.blueprint(bp)
    return app


@pytest.fixture
async def client(kit) -> AsyncIterator[httpx.AsyncClient]:
    async def owner(subject):
        return OWNER if subject == "owner1" else None

    async def clerk(subject):
        return CLERK if subject == "clerk1" else None

    sessions.know("owner", owner)
    sessions.know("staff", clerk)
    async with served(small_app()) as opened:
        yield opened


async def logged_in(client: httpx.AsyncClient, kind: str, subject: str) -> dict[str, str]:
    async with unit_of_work(OWNER):
        token = await start_session(kind, subject)
    client.cookies.set(sessions.COOKIES[kind], token)
    row = await Session.get(token_hash=sessions.hash_of(token))
    return {"X-CSRF-Token": row.csrf}


async def test_it_lets_the_right_person_in(client):
    headers = await logged_in(client, "owner", "owner1")
    response = await client.post("/api/owner", headers=headers)
    assert (response.status_code, response.json()) == (201, {"lines": 1})


async def test_a_stranger_is_asked_to_log_in(client):
    response = await client.post("/api/owner")
    assert (response.status_code, response.json()["code"]) == (401, "AUTH-101")
    assert response.headers["content-type"] == "application/problem+json"


async def test_somebody_else_is_told_no(client):
    """A clerk's session is none for an owner's route: the kinds of session do not mix."""
    await logged_in(client, "staff", "clerk1")
    assert (await client.post("/api/owner")).status_code == 401
    assert (await client.get("/api/clerk")).json() == {"station": "station1"}


async def test_a_request_from_another_page_is_refused(client):
    await logged_in(client, "owner", "owner1")
    response = await client.post("/api/owner")
    assert (response.status_code, response.json()["code"]) == (403, "AUTH-103")
    response = await client.post("/api/owner", headers={"X-CSRF-Token": "guess"})
    assert response.status_code == 403


async def test_another_site_cannot_post_for_a_stranger_either(client):
    response = await client.post("/api/refused", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.json()["code"] == "AUTH-103"


async def test_a_bearer_of_the_mini_program_needs_no_csrf(client):
    async with unit_of_work(OWNER):
        token = await start_session("owner", "owner1")
    response = await client.post("/api/owner", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 201


async def test_a_session_that_was_ended_is_no_session(client):
    headers = await logged_in(client, "owner", "owner1")
    row = await Session.all().first()
    await end_session(Actor("owner", "owner1", frozenset({Role.OWNER}), session=row.id))
    assert (await client.post("/api/owner", headers=headers)).status_code == 401


async def test_a_person_who_is_gone_has_no_session(client):
    await logged_in(client, "owner", "deleted")
    assert (await client.post("/api/owner")).status_code == 401


async def test_a_refusal_names_field_and_facts_and_undoes_the_work(client):
    response = await client.post("/api/refused")
    body = response.json()
    assert (response.status_code, body["code"], body["field"]) == (422, "TEST-003", "price")
    assert body["detail"] == "金额应大于 0。"
    assert await AuditEntry.all().count() == 0


async def test_our_own_fault_is_an_apology_without_details(client):
    response = await client.get("/api/broken")
    assert (response.status_code, response.json()["code"]) == (500, "SYS-500")
    assert "350102" not in response.text
    assert len(response.json()["reference"]) == 8


async def test_two_taps_do_the_work_once(client):
    headers = {**await logged_in(client, "owner", "owner1"), "Idempotency-Key": "tap1"}
    first = await client.post("/api/owner", headers=headers)
    second = await client.post("/api/owner", headers=headers)
    assert first.json() == second.json() == {"lines": 1}
    assert second.status_code == 201
    assert second.headers["idempotent-replay"] == "true"


async def test_a_key_used_for_another_request_is_refused(client):
    headers = {**await logged_in(client, "owner", "owner1"), "Idempotency-Key": "tap1"}
    await client.post("/api/owner", headers=headers, json={"a": 1})
    response = await client.post("/api/owner", headers=headers, json={"a": 2})
    assert response.json()["code"] == "REQ-104"


async def test_every_answer_carries_the_security_headers(client):
    response = await client.get("/api/open")
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    assert (await client.get("/api/nothing")).json()["code"] == "REQ-404"
