"""Seeing to people and stations: administrators to all, managers to their own clerks."""

import pytest

from backend import stations
from backend.kit.access import NotAllowed
from backend.kit.actor import Role
from backend.kit.models import Session
from backend.stations import NoSuchStaff, NoSuchStation, PasswordTooWeak, StationCodeTaken, UsernameTaken, passwords
from backend.stations.errors import CurrentPasswordWrong, NotOneself, StaffDetailsInvalid, StationDetailsInvalid
from backend.stations.models import Staff

# Taken before the fixture makes hashes cheap.
argon2_of_the_site = passwords.HASHER
PLACE = {"code": "0009", "name": "苏州站", "market_name": "苏州市场", "province": "32", "city": "苏州"}


async def add(work_of, member, **facts):
    values = {"username": "new-clerk", "name": "新经办", "role": Role.CLERK, "station": member.station} | facts
    async with work_of(member.actor) as work:
        return await stations.add_staff(work, **values)


class TestAddStaff:
    async def test_it_works(self, team, work_of):
        new = await add(work_of, team["manager"])
        facts = await stations.staff(new.staff)
        assert (facts.name, facts.role_name, facts.must_change_password) == ("新经办", "经办人", True)
        assert new.password and new.totp_secret in new.totp_uri
        assert await stations.staff_name(new.staff) == "新经办"

    async def test_the_new_clerk_can_sign_in(self, team, work_of):
        import pyotp

        new = await add(work_of, team["manager"])
        assert await stations.sign_in(new.username, new.password, pyotp.TOTP(new.totp_secret).now(), "203.0.113.7")

    async def test_the_database_keeps_neither_secret_readable(self, team, work_of, settings):
        new = await add(work_of, team["manager"])
        row = await Staff.get(public_id=new.staff)
        assert new.password not in row.password_hash
        if not settings.database_url:
            files = settings.folder.glob("chewutong.sqlite3*")
            assert all(new.totp_secret.encode() not in file.read_bytes() for file in files)

    @pytest.mark.parametrize(
        "facts",
        [{"username": "a"}, {"username": "有中文"}, {"name": " "}, {"role": Role.ADMINISTRATOR}, {"station": ""}],
    )
    async def test_it_refuses_details_that_cannot_be(self, team, work_of, facts):
        with pytest.raises(StaffDetailsInvalid):
            await add(work_of, team["admin"], station=facts.pop("station", team["clerk"].station), **facts)

    async def test_it_refuses_a_username_twice(self, team, work_of):
        with pytest.raises(UsernameTaken):
            await add(work_of, team["manager"], username="CLERK2")

    async def test_it_refuses_an_unknown_station(self, team, work_of):
        with pytest.raises(NoSuchStation):
            await add(work_of, team["admin"], station="nowhere")

    @pytest.mark.parametrize("who", ["clerk", "manager2"])
    async def test_it_refuses_a_clerk_and_another_stations_manager(self, team, work_of, who):
        with pytest.raises(NotAllowed):
            await add(work_of, team[who], station=team["clerk"].station)

    async def test_a_manager_cannot_make_a_manager(self, team, work_of):
        with pytest.raises(NotAllowed):
            await add(work_of, team["manager"], role=Role.MANAGER)


class TestListStaff:
    async def test_an_administrator_sees_everybody(self, team, work_of):
        async with work_of(team["admin"].actor) as work:
            assert {one.username for one in await stations.list_staff(work)} == set(team)
            assert {one.username for one in await stations.list_staff(work, team["clerk2"].station)} == {
                "clerk2",
                "manager2",
            }

    async def test_a_manager_sees_the_own_station(self, team, work_of):
        async with work_of(team["manager"].actor) as work:
            assert {one.username for one in await stations.list_staff(work)} == {"clerk", "manager"}

    @pytest.mark.parametrize("who", ["clerk", "manager2"])
    async def test_others_see_nobody_there(self, team, work_of, who):
        with pytest.raises(NotAllowed):
            async with work_of(team[who].actor) as work:
                await stations.list_staff(work, team["manager"].station)


class TestResets:
    async def test_a_new_password_opens_and_the_old_one_does_not(self, team, work_of):
        clerk = team["clerk"]
        await stations.sign_in(clerk.username, clerk.password, clerk.code(-1), "203.0.113.7")
        async with work_of(team["manager"].actor) as work:
            new = await stations.reset_password(work, clerk.id)
        assert await Session.filter(subject=clerk.id, ended_at=None).count() == 0
        with pytest.raises(stations.SignInRefused):
            await stations.sign_in(clerk.username, clerk.password, clerk.code(), "203.0.113.7")
        assert await stations.sign_in(clerk.username, new.password, clerk.code(), "203.0.113.7")

    async def test_a_new_authenticator_replaces_the_old_one(self, team, work_of):
        import pyotp

        clerk = team["clerk"]
        async with work_of(team["manager"].actor) as work:
            new = await stations.reset_totp(work, clerk.id)
        with pytest.raises(stations.SignInRefused):
            await stations.sign_in(clerk.username, clerk.password, clerk.code(), "203.0.113.7")
        code = pyotp.TOTP(new.totp_secret).now()
        assert await stations.sign_in(clerk.username, clerk.password, code, "203.0.113.7")

    async def test_another_stations_staff_do_not_exist_for_a_manager(self, team, work_of):
        with pytest.raises(NoSuchStaff):
            async with work_of(team["manager"].actor) as work:
                await stations.reset_password(work, team["clerk2"].id)

    async def test_a_manager_cannot_reset_the_own_authenticator(self, team, work_of):
        with pytest.raises(NotAllowed):
            async with work_of(team["manager"].actor) as work:
                await stations.reset_totp(work, team["manager"].id)

    async def test_it_refuses_an_unknown_person(self, team, work_of):
        with pytest.raises(NoSuchStaff):
            async with work_of(team["admin"].actor) as work:
                await stations.reset_password(work, "nobody")
        for name in ("nobody", "x" * 40):
            with pytest.raises(NoSuchStaff):
                await stations.staff(name)
            with pytest.raises(NoSuchStation):
                await stations.station(name)

    async def test_a_closed_account_can_be_opened_again(self, team, work_of):
        async with work_of(team["admin"].actor) as work:
            await stations.deactivate_staff(work, team["manager"].id)
            assert await stations.staff_actor(team["manager"].id) is None
            await stations.activate_staff(work, team["manager"].id)
        assert await stations.staff_actor(team["manager"].id)

    async def test_nobody_locks_themselves_out(self, team, work_of):
        with pytest.raises(NotOneself):
            async with work_of(team["admin"].actor) as work:
                await stations.deactivate_staff(work, team["admin"].id)


class TestOwnPassword:
    async def test_it_works(self, team, work_of):
        clerk = team["clerk"]
        async with work_of(clerk.actor) as work:
            await stations.change_own_password(work, clerk.password, "another-7-word")
        assert await stations.sign_in(clerk.username, "another-7-word", clerk.code(), "203.0.113.7")

    async def test_it_needs_the_present_password(self, team, work_of):
        with pytest.raises(CurrentPasswordWrong):
            async with work_of(team["clerk"].actor) as work:
                await stations.change_own_password(work, "not-the-one-1", "another-7-word")

    @pytest.mark.parametrize("new", ["short1", "onlylettershere", "12345678901", "my-clerk-2026"])
    async def test_it_refuses_a_weak_one(self, team, work_of, new):
        with pytest.raises(PasswordTooWeak):
            async with work_of(team["clerk"].actor) as work:
                await stations.change_own_password(work, team["clerk"].password, new)


def test_hashes_are_as_costly_as_rfc_9106_asks():
    assert "$argon2id$v=19$m=65536,t=3,p=1$" in argon2_of_the_site.hash("any-password-1")


class TestOpenStation:
    async def test_it_works(self, team, work_of):
        async with work_of(team["admin"].actor) as work:
            opened = await stations.open_station(work, **PLACE)
        assert await stations.station(opened.public_id) == opened
        assert [one.code for one in await stations.list_stations()] == ["0001", "0002", "0009"]

    async def test_it_refuses_a_managers_wish(self, team, work_of):
        with pytest.raises(NotAllowed):
            async with work_of(team["manager"].actor) as work:
                await stations.open_station(work, **PLACE)

    async def test_it_refuses_a_code_twice(self, team, work_of):
        with pytest.raises(StationCodeTaken):
            async with work_of(team["admin"].actor) as work:
                await stations.open_station(work, **PLACE | {"code": "0001"})

    @pytest.mark.parametrize("facts", [{"code": "1"}, {"name": ""}, {"province": "99"}, {"city": " "}])
    async def test_it_refuses_a_station_without_its_facts(self, team, work_of, facts):
        with pytest.raises(StationDetailsInvalid):
            async with work_of(team["admin"].actor) as work:
                await stations.open_station(work, **PLACE | facts)


class TestDemo:
    async def test_planting_twice_changes_nothing(self, team, work_of):
        from backend.stations import demo

        async with work_of() as work:
            again = await demo.plant(work)
        assert {one.account: one.totp_secret for one in again} == {m.username: m.secret for m in team.values()}
        assert await Staff.all().count() == len(team)
