"""One's own account, the staff, the stations, storage and the audit log."""

import pytest

from backend.collection import StorageMonth
from backend.console.office.storage import forecast
from backend.kit.audit import latest
from backend.kit.models import AuditEntry
from tests.support import story

STATION = {
    "code": "0099",
    "name": "宁波市海曙区二手车登记服务站",
    "market_name": "宁波示例二手车交易市场",
    "province": "33",
    "city": "宁波",
}


class TestStaff:
    async def test_a_manager_adds_a_clerk_of_the_own_station(self, sits, team):
        manager = await sits("manager")
        answer = await manager.posts("/console/api/staff", {"username": "li.si", "name": "李四"})
        made = answer.json()
        assert answer.status_code == 201
        assert made["qr"].startswith("data:image/svg+xml")
        assert made["password"]
        assert "李四" in (await manager.page("/console/staff")).text
        assert (await latest(1))[0].action == "staff.added"

    @pytest.mark.parametrize("role", ["manager", "administrator"])
    async def test_a_manager_adds_nobody_above(self, sits, role):
        manager = await sits("manager")
        body = {"username": "li.si", "name": "李四", "role": role}
        assert (await manager.posts("/console/api/staff", body)).status_code == 403

    async def test_a_manager_sees_only_the_own_station(self, sits):
        page = (await (await sits("manager")).page("/console/staff")).text
        assert "李经办" in page
        assert "周经办" not in page

    async def test_an_administrator_sees_everybody(self, sits):
        page = (await (await sits("admin")).page("/console/staff")).text
        assert "李经办" in page
        assert "周经办" in page

    @pytest.mark.parametrize("act", ["password", "totp", "deactivate", "activate"])
    async def test_another_stations_clerk_is_not_found(self, sits, team, act):
        manager = await sits("manager")
        answer = await manager.posts(f"/console/api/staff/{team['clerk2'].id}/{act}")
        assert answer.json()["code"] == "STAFF-103"

    @pytest.mark.parametrize("act", ["password", "totp", "deactivate"])
    async def test_a_reset_logs_the_person_out(self, sits, clerk, team, act):
        admin = await sits("admin")
        assert (await admin.posts(f"/console/api/staff/{team['clerk'].id}/{act}")).status_code == 200
        assert (await clerk.page("/console/")).status_code == 302

    async def test_nobody_locks_themselves_out(self, sits, team):
        admin = await sits("admin")
        answer = await admin.posts(f"/console/api/staff/{team['admin'].id}/deactivate")
        assert answer.json()["code"] == "STAFF-108"

    async def test_a_taken_name_is_refused_beside_its_field(self, sits):
        admin = await sits("admin")
        body = {"username": "admin", "name": "再来", "role": "administrator"}
        assert (await admin.posts("/console/api/staff", body)).json()["field"] == "username"


class TestPassword:
    async def test_a_wrong_current_one_is_refused_beside_its_field(self, clerk):
        body = {"current": "wrong-12345", "password": "another-one-2026"}
        assert (await clerk.posts("/console/api/me/password", body)).json()["field"] == "current"

    async def test_a_weak_new_one_is_refused_beside_its_field(self, clerk, team):
        body = {"current": team["clerk"].password, "password": "short1"}
        assert (await clerk.posts("/console/api/me/password", body)).json()["field"] == "password"


class TestStations:
    async def test_it_works(self, sits):
        admin = await sits("admin")
        assert (await admin.posts("/console/api/stations", STATION)).status_code == 201
        assert STATION["name"] in (await admin.page("/console/stations")).text

    @pytest.mark.parametrize(("change", "field"), [({"code": "12"}, "code"), ({"province": "99"}, "province")])
    async def test_it_refuses_beside_the_field(self, sits, change, field):
        admin = await sits("admin")
        assert (await admin.posts("/console/api/stations", STATION | change)).json()["field"] == field

    async def test_it_refuses_a_taken_code(self, sits):
        admin = await sits("admin")
        assert (await admin.posts("/console/api/stations", STATION | {"code": "0001"})).json()["code"] == "STN-102"


class TestStorage:
    async def test_it_works(self, sits, team):
        await story.submitted_seller()
        page = (await (await sits("admin")).page("/console/storage")).text
        assert "10 年后" in page
        assert "6 张" in page

    async def test_an_empty_store_is_told_as_such(self, sits):
        assert "还没有影像" in (await (await sits("admin")).page("/console/storage")).text

    def test_it_goes_straight_on_from_the_last_year(self):
        months = [StorageMonth("2025-01", 1, 999_000)] + [
            StorageMonth(f"2026-{n:02d}", 10, 1_000) for n in range(1, 13)
        ]
        ahead = {one.years: one.bytes for one in forecast(months, kept_years=10)}
        assert ahead == {1: 1_011_000 + 12_000, 3: 1_011_000 + 36_000, 10: 1_011_000 + 120_000}

    def test_what_is_older_than_its_term_has_left(self):
        ahead = {one.years: one.bytes for one in forecast([StorageMonth("2026-01", 1, 100)], kept_years=3)}
        assert ahead == {1: 1_300, 3: 3_700, 10: 3_600}


class TestAudit:
    async def test_it_names_who_did_what(self, sits, clerk):
        await clerk.posts("/console/api/transfers")
        page = (await (await sits("admin")).page("/console/audit")).text
        assert "李经办" in page
        assert "新建过户" in page

    async def test_older_lines_are_on_the_next_page(self, sits, clerk):
        admin = await sits("admin")
        last = (await latest(1))[0].seq
        page = (await admin.page(f"/console/audit?before={last}")).text
        assert f">{last}<" not in page
        assert f">{last - 1}<" in page

    async def test_the_chain_holds(self, sits, team):
        await story.submitted_seller()
        answer = (await (await sits("admin")).posts("/console/api/audit/verify")).json()
        assert answer["conclusion"] == "审计链完好，所指文件均未被改动。"
        assert answer["held"] > 10

    async def test_a_changed_line_is_found(self, sits, team):
        await AuditEntry.filter(seq=2).update(facts='{"changed":1}')
        answer = (await (await sits("admin")).posts("/console/api/audit/verify")).json()
        assert answer["seq"] == 2
        assert "断开" in answer["conclusion"]
