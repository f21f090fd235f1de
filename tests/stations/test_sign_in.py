"""Signing in: password and one-time code, one answer for every mistake, a pause after five."""

import asyncio
import sys
from datetime import timedelta

import pytest

from backend import stations
from backend.kit import clock
from backend.kit.keyvalue import RateLimit
from backend.kit.models import AuditEntry, Session
from backend.stations import SignInPaused, SignInRefused

HOME = "203.0.113.7"


async def attempt(member, *, password: str | None = None, code: str | None = None, address: str = HOME) -> str:
    return await stations.sign_in(
        member.username, member.password if password is None else password, code or member.code(), address
    )


class TestSignIn:
    async def test_it_works(self, team):
        token = await attempt(team["clerk"])
        session = await Session.get(subject=team["clerk"].id)
        assert token and session.kind == "staff" and session.token_hash != token

    async def test_it_does_not_mind_capitals_and_blanks_in_the_username(self, team):
        clerk = team["clerk"]
        assert await stations.sign_in(" Clerk ", clerk.password, clerk.code(), HOME)

    async def test_it_accepts_a_phone_whose_clock_is_one_step_off(self, team):
        assert await attempt(team["clerk"], code=team["clerk"].code(-1))

    async def test_it_refuses_a_code_two_steps_old(self, team):
        with pytest.raises(SignInRefused):
            await attempt(team["clerk"], code=team["clerk"].code(-2))

    async def test_it_refuses_a_code_that_was_used(self, team):
        code = team["clerk"].code()
        await attempt(team["clerk"], code=code)
        with pytest.raises(SignInRefused):
            await attempt(team["clerk"], code=code)

    async def test_one_code_used_twice_at_the_same_moment_opens_one_session(self, team):
        code = team["clerk"].code()
        answers = await asyncio.gather(*(attempt(team["clerk"], code=code) for _ in range(2)), return_exceptions=True)
        assert sorted(type(answer) is str for answer in answers) == [False, True]

    async def test_it_says_the_same_whatever_was_wrong(self, team):
        clerk = team["clerk"]
        sentences = set()
        for name, password, code in (
            ("nobody", clerk.password, clerk.code()),
            (clerk.username, "wrong-password-1", clerk.code()),
            (clerk.username, clerk.password, clerk.code(-5)),
            (clerk.username, "", ""),
        ):
            with pytest.raises(SignInRefused) as refused:
                await stations.sign_in(name, password, code, HOME)
            sentences.add((refused.value.sentence, refused.value.field))
        assert len(sentences) == 1

    async def test_it_refuses_a_closed_account(self, team, work_of):
        async with work_of(team["manager"].actor) as work:
            await stations.deactivate_staff(work, team["clerk"].id)
        with pytest.raises(SignInRefused):
            await attempt(team["clerk"])

    async def test_a_wrong_attempt_stays_in_the_audit_log_without_the_name(self, team):
        with pytest.raises(SignInRefused):
            await attempt(team["clerk"], password="wrong-password-1")
        entry = await AuditEntry.get(action="staff.sign_in_refused")
        assert "clerk" not in entry.facts and HOME not in entry.facts


class TestPause:
    async def wrong(self, member, times: int, address: str = HOME) -> None:
        for _ in range(times):
            with pytest.raises(SignInRefused):
                await attempt(member, password="wrong-password-1", address=address)

    async def test_after_five_wrong_attempts_even_the_right_one_waits(self, team):
        await self.wrong(team["clerk"], 5)
        with pytest.raises(SignInPaused) as paused:
            await attempt(team["clerk"])
        assert 0 < int(str(paused.value.facts["retry_after"])) <= 900

    async def test_it_ends_after_fifteen_minutes(self, team):
        await self.wrong(team["clerk"], 5)
        with clock.moved_by(timedelta(minutes=16)):
            assert await attempt(team["clerk"])

    async def test_an_unknown_username_is_paused_just_the_same(self, team):
        for _ in range(5):
            with pytest.raises(SignInRefused):
                await stations.sign_in("nobody", "wrong-password-1", "000000", HOME)
        with pytest.raises(SignInPaused):
            await stations.sign_in("nobody", "wrong-password-1", "000000", HOME)

    async def test_it_pauses_one_username_and_not_its_neighbour(self, team):
        await self.wrong(team["clerk"], 5)
        assert await attempt(team["manager"])

    async def test_a_success_starts_the_count_again(self, team):
        await self.wrong(team["clerk"], 4)
        await attempt(team["clerk"])
        with clock.moved_by(timedelta(minutes=1)):
            await self.wrong(team["clerk"], 4)

    async def test_many_names_from_one_address_are_paused(self, team, monkeypatch):
        module = sys.modules[stations.sign_in.__module__]
        monkeypatch.setattr(module, "PER_ADDRESS", RateLimit("few", 3, timedelta(minutes=15)))
        for number in range(3):
            with pytest.raises(SignInRefused):
                await stations.sign_in(f"guess-{number}", "wrong-password-1", "000000", HOME)
        with pytest.raises(SignInPaused):
            await attempt(team["manager"])
        assert await attempt(team["manager"], address="203.0.113.8")


class TestActors:
    async def test_a_clerk_belongs_to_a_station(self, team):
        actor = team["clerk"].actor
        assert (actor.kind, actor.station, {*actor.roles}) == ("staff", team["clerk"].station, {"clerk"})

    async def test_a_manager_may_do_a_clerks_work(self, team):
        assert team["manager"].actor.roles == {"manager", "clerk"}

    async def test_an_administrator_belongs_to_no_station(self, team):
        assert (team["admin"].actor.station, team["admin"].actor.roles) == ("", {"administrator"})

    async def test_nobody_is_behind_an_unknown_session(self, team):
        assert await stations.staff_actor("nobody") is None
