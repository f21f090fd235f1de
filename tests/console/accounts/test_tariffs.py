"""收费标准: who adds which, what is in force, and what a transfer would cost."""

from datetime import timedelta

import pytest

from backend import payments
from backend.console.accounts.tariffs import states_of
from backend.kit import clock

PAGE = "/console/accounts/tariffs"
API = "/console/api/accounts/tariffs"


def tariff(**changes: str) -> dict[str, str]:
    return {"item": "过户服务费", "fen": "300", "valid_from": str(clock.today()), **changes}


@pytest.fixture
async def manager(sits):
    return await sits("manager")


@pytest.fixture
async def admin(sits):
    return await sits("admin")


class TestAdding:
    async def test_it_works_for_the_own_station(self, manager, admin, team):
        assert (await manager.posts(API, tariff())).status_code == 201
        page = (await manager.page(PAGE)).text
        assert "过户服务费" in page and "300.00" in page and "现行" in page
        assert "还没有收费标准" in (await admin.page(PAGE)).text
        assert "300.00" in (await admin.page(f"{PAGE}?station={team['manager'].station}")).text

    async def test_a_manager_adds_for_no_other_station(self, manager, admin, team):
        await manager.posts(API, tariff(station=team["manager2"].station))
        assert "还没有收费标准" in (await admin.page(f"{PAGE}?station={team['manager2'].station}")).text

    async def test_an_administrator_adds_for_all(self, admin, manager):
        assert (await admin.posts(API, tariff(fen="1,280.50"))).status_code == 201
        assert "1,280.50" in (await manager.page(PAGE)).text

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("fen", {"fen": "三百"}),
            ("fen", {"fen": "1.005"}),
            ("fen", {"fen": "-1"}),
            ("fen", {"fen": "99999999999"}),
            ("item", {"item": " "}),
            ("vehicle_class", {"vehicle_class": "boat"}),
            ("valid_from", {"valid_from": "明天"}),
        ],
    )
    async def test_what_cannot_be_is_told_beside_its_field(self, manager, field, changes):
        refused = await manager.posts(API, tariff(**changes))
        assert (refused.status_code, refused.json()["field"]) == (422, field)

    async def test_an_unknown_station_is_refused(self, admin):
        assert (await admin.posts(API, tariff(station="0" * 20))).status_code == 404


class TestInForce:
    async def test_a_later_one_takes_the_place_on_its_day(self, manager, team):
        tomorrow = clock.today() + timedelta(days=1)
        await manager.posts(API, tariff(fen="300"))
        await manager.posts(API, tariff(fen="350", valid_from=str(tomorrow)))
        page = (await manager.page(PAGE)).text
        assert page.index("待生效") < page.index("现行") and "已被替代" not in page
        known = await payments.tariffs_of(team["manager"].station)
        assert list(states_of(known, tomorrow).values()) == ["in_force", "over"]


class TestExample:
    async def test_it_is_worked_out_as_an_order_would_be(self, manager):
        await manager.posts(API, tariff(fen="300"))
        await manager.posts(API, tariff(fen="120", vehicle_class="motorcycle"))
        await manager.posts(API, tariff(fen="50", item="拓印费"))
        assert "350.00 元" in (await manager.page(PAGE)).text
        page = (await manager.page(f"{PAGE}?car=普通二轮摩托车&business=direct&member=no")).text
        assert "170.00 元" in page and "按“摩托车”收费" in page

    async def test_a_coming_day_may_be_asked_for(self, manager):
        tomorrow = clock.today() + timedelta(days=1)
        await manager.posts(API, tariff(fen="410", valid_from=str(tomorrow)))
        assert "没有适用的收费标准" in (await manager.page(PAGE)).text
        assert "410.00 元" in (await manager.page(f"{PAGE}?day={tomorrow}")).text

    async def test_nonsense_in_the_address_is_no_fault(self, manager):
        assert (await manager.page(f"{PAGE}?car=%00<b>&business=x&member=y&day=z&station=q")).status_code == 200
