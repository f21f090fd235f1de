"""Logging in and out: one form, errors in place, and a way back to the page one came from."""

from dataclasses import replace

import httpx
import pytest

from backend.console.asking import local_path
from backend.kit.actor import Role
from backend.transfers.models import Transfer
from tests.console.seat import Seat
from tests.console.test_roles import routes


@pytest.fixture
def stranger(console: httpx.AsyncClient) -> Seat:
    """A browser in which nobody is logged in."""
    return Seat(console)


class TestSignIn:
    async def test_it_works(self, stranger, team):
        answer = await stranger.logs_in(team["clerk"], next="/console/?state=reviewing")
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/?state=reviewing")
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert "李经办" in (await stranger.page("/console/")).text

    async def test_a_code_typed_in_two_groups_is_a_code(self, stranger, team):
        code = team["clerk"].code()
        assert (await stranger.logs_in(team["clerk"], totp=f"{code[:3]} {code[3:]}")).status_code == 303

    @pytest.mark.parametrize("wrong", [{"password": "nothing-1234"}, {"totp": "000000"}, {"username": "nobody"}])
    async def test_it_refuses_in_place_and_does_not_say_which_was_wrong(self, stranger, team, wrong):
        answer = await stranger.logs_in(team["clerk"], **wrong)
        assert answer.status_code == 401
        assert "用户名、密码或动态口令不正确" in answer.text
        assert 'name="password"' in answer.text
        assert "set-cookie" not in answer.headers

    async def test_it_refuses_a_code_that_was_used(self, stranger, team):
        await stranger.logs_in(team["clerk"])
        assert (await stranger.logs_in(team["clerk"])).status_code == 401

    async def test_it_pauses_after_five_wrong_passwords_and_says_for_how_long(self, stranger, team):
        for _ in range(5):
            await stranger.logs_in(team["clerk"], password="wrong-12345")
        answer = await stranger.logs_in(team["clerk"])
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert "已暂停登录" in answer.text

    async def test_it_refuses_a_form_of_another_site(self, stranger, team):
        form = {"username": "clerk", "password": team["clerk"].password, "totp": team["clerk"].code()}
        answer = await stranger.client.post("/console/login", data=form, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


class TestWhereItLeads:
    async def test_a_page_leads_to_the_login_and_back(self, stranger):
        answer = await stranger.page("/console/staff")
        assert (answer.status_code, answer.headers["location"]) == (302, "/console/login?next=/console/staff")

    async def test_an_action_of_a_session_that_ended_is_told_so(self, stranger):
        assert (await stranger.posts("/console/api/transfers")).json()["code"] == "AUTH-101"

    @pytest.mark.parametrize(
        "path",
        [
            "https://evil.example/",
            "//evil.example/console/",
            "/h5/",
            "/console/../h5/",
            "/console/login",
            "/console/\\x",
            "",
        ],
    )
    def test_it_leads_nobody_out_of_the_console(self, path):
        assert local_path(path) == "/console/"

    def test_it_leads_to_a_page_of_the_console(self):
        assert local_path("/console/transfers/abc") == "/console/transfers/abc"


class TestLogOut:
    async def test_it_works(self, clerk):
        answer = await clerk.client.post("/console/logout", data={"csrf_token": clerk.csrf})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")
        assert (await clerk.page("/console/")).status_code == 302

    async def test_it_refuses_without_the_pages_secret(self, clerk):
        assert (await clerk.client.post("/console/logout")).status_code == 403


class TestFirstPassword:
    @pytest.fixture
    async def made(self, sits):
        """What the manager was shown of a new account: its username, first password and authenticator secret."""
        manager = await sits("manager")
        return (await manager.posts("/console/api/staff", {"username": "new.clerk", "name": "新来的"})).json()

    @pytest.fixture
    async def seat(self, console, made):
        """The new clerk, logged in for the first time."""
        async with httpx.AsyncClient(base_url=console.base_url, trust_env=False) as client:
            newcomer = Seat(client)
            await newcomer.logs_in(_member(made))
            yield newcomer

    async def test_it_must_be_changed_before_anything_else(self, seat, made):
        assert (await seat.page("/console/")).headers["location"] == "/console/me"
        assert "初始密码" in (await seat.page("/console/me")).text
        body = {"current": made["password"], "password": "a-better-one-2026"}
        assert (await seat.posts("/console/api/me/password", body)).json() == {"go": "/console/login"}
        assert (await seat.page("/console/me")).status_code == 302
        await seat.logs_in(replace(_member(made), password="a-better-one-2026"), steps=1)
        assert (await seat.posts("/console/api/transfers")).status_code == 201

    async def test_until_then_no_action_works_and_nothing_is_written(self, seat):
        for path in ("/console/api/transfers", "/console/api/codes"):
            answer = await seat.posts(path, {"code": "x"})
            assert (answer.status_code, answer.json()["code"]) == (403, "AUTH-104")
        assert await Transfer.all().count() == 0

    async def test_until_then_nothing_but_the_own_page_is_open(self, seat):
        gates = {"/console/login", "/console/me", "/console/api/me/password", "/console/logout"}
        for method, address, allowed in routes():
            if address in gates or not allowed & {Role.CLERK}:
                continue
            answer = await (seat.asks(address) if method == "GET" else seat.posts(address))
            assert (answer.status_code, answer.json()["code"]) == (403, "AUTH-104"), (method, address)

    async def test_one_may_leave_without_changing_it(self, seat):
        answer = await seat.client.post("/console/logout", data={"csrf_token": seat.csrf})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")


def _member(made):
    from backend.kit.actor import ANYONE
    from tests.stations.team import Member

    return Member(made["username"], made["password"], made["totp_secret"], "", "", ANYONE)
