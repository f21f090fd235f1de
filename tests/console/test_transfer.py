"""A transfer's page and what a clerk does on it, each with what it refuses."""

import io
import json
from datetime import date

import pytest
from PIL import Image

from backend.kit import audit
from tests.appraisal.conftest import add_model
from tests.console.test_signing import INK
from tests.support import story
from tests.transfers.desk import PRICE


def api(scene: story.Scene, act: str) -> str:
    return f"/console/api/transfers/{scene.transfer}/{act}"


async def actions() -> list[str]:
    return [line.action for line in await audit.latest(20)]


class TestPage:
    @pytest.mark.parametrize(
        ("state", "shows"),
        [
            ("collecting", "请买方用微信扫码"),
            ("reviewing", "审核通过"),
            ("signing", "车主用微信扫码，在手机上看文书、签名"),
            ("settling", "按现行收费标准，本业务不收服务费"),
            ("archived", "档案摘要"),
            ("cancelled", "双方协商不再交易"),
        ],
    )
    async def test_it_works_in_every_state(self, clerk, team, state, shows):
        scene = await getattr(story, state)(team["clerk"])
        answer = await clerk.page(f"/console/transfers/{scene.transfer}")
        assert answer.status_code == 200
        assert shows in answer.text

    async def test_numbers_leave_the_server_masked(self, clerk, team):
        scene = await story.reviewing(team["clerk"])
        page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
        for phone in (scene.seller, scene.buyer):
            assert phone.who.id_number not in page
            assert phone.who.phone not in page
            assert phone.who.name in page

    async def test_where_sources_disagree_both_are_shown(self, clerk, team):
        scene = await story.reviewing(team["clerk"])
        await scene.desk.edits(vehicle={"owner": "别人"})
        page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
        assert 'class="row row_differs"' in page
        assert "车主识别：<b>林卖</b>" in page
        assert "李经办更正" in page

    async def test_another_stations_is_not_found(self, sits, team):
        scene = await story.collecting(team["clerk"])
        other = await sits("clerk2")
        answer = await other.page(f"/console/transfers/{scene.transfer}")
        assert answer.status_code == 404
        assert "林卖" not in answer.text


class TestReveal:
    @pytest.mark.parametrize(("name", "group"), [("id_number", "principal"), ("phone", "")])
    async def test_it_works_and_is_audited(self, clerk, team, name, group):
        scene = await story.collecting(team["clerk"])
        answer = await clerk.posts(api(scene, "reveal"), {"side": "seller", "group": group, "name": name})
        assert answer.json() == {"value": getattr(scene.seller.who, name)}
        assert (await actions())[0] == "party.unmasked"

    async def test_it_refuses_what_is_not_there(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        for body in ({"side": "buyer", "name": "phone"}, {"side": "seller", "group": "principal", "name": "address"}):
            assert (await clerk.posts(api(scene, "reveal"), body)).status_code == 422

    async def test_another_stations_is_not_found(self, sits, team):
        scene = await story.collecting(team["clerk"])
        other = await sits("clerk2")
        assert (await other.posts(api(scene, "reveal"), {"side": "seller", "name": "phone"})).status_code == 404


class TestEdit:
    async def test_it_works(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        body = {"version": scene.desk.version, "price": "86,500", "vehicle": {"engine_number": "4A91SNT9999"}}
        assert (await clerk.posts(api(scene, "edit"), body)).json() == {"version": scene.desk.version + 1}
        assert "86,500.00" in (await clerk.page(f"/console/transfers/{scene.transfer}")).text

    async def test_the_second_of_two_clerks_learns_what_changed(self, clerk, sits, team):
        scene = await story.collecting(team["clerk"])
        manager, version = await sits("manager"), scene.desk.version
        await manager.posts(api(scene, "edit"), {"version": version, "price": "80000"})
        answer = await clerk.posts(api(scene, "edit"), {"version": version, "price": "90000"})
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "TRF-101")
        assert "赵站长" in problem["detail"]
        assert "修改了成交价" in problem["detail"]

    async def test_it_refuses_beside_the_field(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        for change, field in (
            ({"price": "一万"}, "price"),
            ({"appraised": "-1"}, "appraised"),
            ({"vehicle": {"issued_on": "去年"}}, "issued_on"),
        ):
            answer = await clerk.posts(api(scene, "edit"), {"version": scene.desk.version, **change})
            assert (answer.status_code, answer.json()["field"]) == (422, field)

    async def test_it_refuses_without_a_version(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        assert (await clerk.posts(api(scene, "edit"), {"price": "1"})).json()["field"] == "version"


class TestChecks:
    async def test_it_works(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        body = {"version": scene.desk.version, "result": {"stolen": "pass"}, "source": {"stolen": "公安查询"}}
        assert (await clerk.posts(api(scene, "checks"), body)).status_code == 200
        view = await scene.desk.looks()
        assert {one.code: one.result for one in view.checks}["stolen"] == "pass"

    async def test_it_refuses_a_pass_that_rests_on_nothing(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        body = {"version": scene.desk.version, "result": {"stolen": "pass"}}
        assert (await clerk.posts(api(scene, "checks"), body)).json()["field"] == "stolen"


class TestSendBack:
    async def test_it_works(self, clerk, team):
        scene = await story.reviewing(team["clerk"])
        body = {"side": "seller", "task": {"id_front": "1"}, "reason": {"id_front": "反光，请重拍"}}
        answer = await clerk.posts(api(scene, "returns"), {"version": scene.desk.version, **body})
        assert answer.status_code == 200
        page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
        assert "身份证人像面：反光，请重拍" in page
        assert "已退回，待补充" in page

    async def test_it_refuses_nothing_no_reason_and_unknown_items(self, clerk, team):
        scene = await story.reviewing(team["clerk"])
        unknown = {"task": {"nothing": "1"}, "reason": {"nothing": "无此项"}}
        for body in ({}, {"task": {"id_front": "1"}}, unknown):
            answer = await clerk.posts(api(scene, "returns"), {"version": scene.desk.version, "side": "seller", **body})
            assert answer.status_code >= 400, body


class TestApprove:
    async def test_it_works(self, clerk, team):
        scene = await ready(team)
        view = await scene.desk.looks()
        overrule = {one.key: "已当面核实" for one in view.findings if one.severity == "ask"}
        body = {"version": scene.desk.version, "overrule": overrule}
        unsigned = await clerk.posts(api(scene, "approve"), body)
        assert (unsigned.status_code, unsigned.json()["field"]) == (422, "signature")
        assert (await clerk.posts(api(scene, "approve"), body | {"signature": json.dumps(INK)})).status_code == 200
        assert (await scene.desk.looks()).state == "signing"

    async def test_a_pen_on_the_print_is_a_choice_with_a_reason(self, clerk, team):
        scene = await ready(team)
        body = {"version": scene.desk.version, "overrule": await scene.desk.asks(), "by_pen": "true"}
        silent = await clerk.posts(api(scene, "approve"), body)
        assert (silent.status_code, silent.json()["field"]) == (422, "pen_reason")
        assert (await clerk.posts(api(scene, "approve"), body | {"pen_reason": "签名板坏了"})).status_code == 200
        assert "经办人签字处留空：签名板坏了" in (await clerk.page(f"/console/transfers/{scene.transfer}")).text

    async def test_it_refuses_while_something_stops_it(self, clerk, team):
        scene = await story.reviewing(team["clerk"])
        answer = await clerk.posts(api(scene, "approve"), {"version": scene.desk.version})
        assert answer.json()["code"] == "TRF-104"
        assert "成交价" in answer.json()["detail"]

    async def test_it_names_the_finding_that_lacks_a_reason(self, clerk, team):
        scene = await story.reviewing(team["clerk"])
        await scene.desk.edits(price=PRICE)
        problem = (await clerk.posts(api(scene, "approve"), {"version": scene.desk.version})).json()
        assert (problem["code"], problem["field"]) == ("TRF-105", "vehicle.prohibited_not_checked")


class TestRefuse:
    async def test_it_works(self, clerk, team):
        scene = await story.reviewing(team["clerk"])
        body = {"version": scene.desk.version, "reason": "卖方不是车辆所有人"}
        assert (await clerk.posts(api(scene, "refuse"), body)).status_code == 200
        assert "卖方不是车辆所有人" in (await clerk.page(f"/console/transfers/{scene.transfer}")).text

    async def test_it_refuses_without_a_reason(self, clerk, team):
        scene = await story.reviewing(team["clerk"])
        answer = await clerk.posts(api(scene, "refuse"), {"version": scene.desk.version, "reason": " "})
        assert (answer.status_code, answer.json()["field"]) == (422, "reason")


class TestComplete:
    async def test_it_works(self, clerk, team):
        scene = await story.settling(team["clerk"])
        assert (await clerk.posts(api(scene, "complete"), {"version": scene.desk.version})).status_code == 200
        assert (await scene.desk.looks()).state == "completed"

    async def test_it_refuses_before_both_have_signed(self, clerk, team):
        scene = await story.signing(team["clerk"])
        answer = await clerk.posts(api(scene, "complete"), {"version": scene.desk.version})
        assert answer.json()["code"] == "TRF-102"


class TestCancel:
    async def test_it_works(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        body = {"version": scene.desk.version, "reason": "车主要求取消"}
        assert (await clerk.posts(api(scene, "cancel"), body)).status_code == 200
        assert (await scene.desk.looks()).state == "cancelled"

    async def test_it_refuses_once_it_is_completed(self, clerk, team):
        scene = await story.completed(team["clerk"])
        body = {"version": scene.desk.version, "reason": "车主要求取消"}
        assert (await clerk.posts(api(scene, "cancel"), body)).status_code == 409


class TestEvidence:
    async def test_a_large_look_is_audited_and_a_thumbnail_is_not(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        picture = await first_picture(scene)
        small = await clerk.asks(f"/console/evidence/{picture}/thumbnail")
        assert "evidence.seen" not in await actions()
        large = await clerk.asks(f"/console/evidence/{picture}")
        assert small.headers["content-type"] == large.headers["content-type"] == "image/jpeg"
        assert large.headers["cache-control"] == "no-store"
        assert len(small.content) < len(large.content)
        assert (await actions())[0] == "evidence.seen"

    async def test_another_stations_is_not_found(self, sits, team):
        picture = await first_picture(await story.collecting(team["clerk"]))
        other = await sits("clerk2")
        for path in (f"/console/evidence/{picture}", f"/console/evidence/{picture}/thumbnail"):
            assert (await other.asks(path)).status_code == 404

    async def test_what_was_given_back_is_not_found(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        picture = await first_picture(scene)
        await scene.desk.changes(story.transfers.cancel, "开错业务")
        assert (await clerk.asks(f"/console/evidence/{picture}")).status_code == 404


class TestPapers:
    async def test_they_are_shown_as_pages_and_as_pdf(self, clerk, team):
        scene = await story.signing(team["clerk"])
        for paper in (await scene.desk.looks()).documents.documents:
            page = await clerk.asks(f"/console/documents/{paper.id}/pages/1?width=300")
            assert page.headers["content-type"] in {"image/png", "image/jpeg"}
            assert Image.open(io.BytesIO(page.content)).width == 300
            pdf = await clerk.asks(f"/console/documents/{paper.id}/pdf?download=1")
            assert pdf.content.startswith(b"%PDF")
            assert pdf.headers["content-disposition"].startswith("attachment")
        assert "document.seen" in await actions()

    async def test_another_stations_are_not_found(self, sits, team):
        scene = await story.signing(team["clerk"])
        other = await sits("clerk2")
        for paper in (await scene.desk.looks()).documents.documents:
            for path in ("pdf", "pages/1"):
                assert (await other.asks(f"/console/documents/{paper.id}/{path}")).status_code == 404

    async def test_a_page_that_is_not_there_is_not_found(self, clerk, team):
        scene = await story.signing(team["clerk"])
        paper = (await scene.desk.looks()).documents.documents[0]
        assert (await clerk.asks(f"/console/documents/{paper.id}/pages/9")).status_code == 404
        assert (await clerk.asks(f"/console/documents/{paper.id}/pages/1?width=wide")).status_code == 422


async def ready(team) -> story.Scene:
    """A transfer in review with price and checks, so that only reasons are missing."""
    scene = await story.reviewing(team["clerk"])
    await scene.desk.edits(price=PRICE)
    await scene.desk.passes_all_checks()
    return scene


async def first_picture(scene: story.Scene) -> str:
    view = await scene.desk.looks()
    return str(view.seller.party.evidence[0].id)


class TestValuation:
    @pytest.fixture
    async def model(self, console) -> str:
        return await add_model("东南牌DN7152HAS", ((date(2012, 1, 1), 12_880_000),))

    async def test_the_page_shows_how_the_price_was_found(self, clerk, team, model):
        scene = await story.collecting(team["clerk"])
        page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
        assert "车型一致" in page
        assert "基准价 = 128800.00 × 5%" in page
        assert "同车型价格走势" not in page

    async def test_an_unknown_model_says_what_to_do(self, clerk, team):
        scene = await story.collecting(team["clerk"])
        page = (await clerk.page(f"/console/transfers/{scene.transfer}")).text
        assert "车型库中没有" in page
        assert "已报给站长补充车型库" in page

    async def test_a_day_before_all_rules_is_shown_without_a_price(self, clerk, team, model):
        scene = await story.collecting(team["clerk"])
        sent = {"version": scene.desk.version, "valued_on": "2010-01-01"}
        assert (await clerk.posts(api(scene, "valuation"), sent)).status_code == 200
        assert "早于估价规则" in (await clerk.page(f"/console/transfers/{scene.transfer}")).text

    async def test_a_clerk_values_anew(self, clerk, team, model):
        scene = await story.collecting(team["clerk"])
        sent = {"version": scene.desk.version, "coefficient": "0.9", "coefficient_reason": "漆面较差"}
        assert (await clerk.posts(api(scene, "valuation"), sent)).json() == {"version": scene.desk.version + 1}
        assert (await clerk.posts(api(scene, "valuation"), sent)).json()["code"] == "TRF-101"

    async def test_what_it_refuses_names_its_field(self, clerk, team, model):
        scene = await story.collecting(team["clerk"])
        sent = {"version": scene.desk.version, "coefficient": "0.9"}
        answer = await clerk.posts(api(scene, "valuation"), sent)
        assert (answer.status_code, answer.json()["field"]) == (422, "coefficient_reason")

    async def test_models_are_found_by_typing(self, clerk, team, model):
        scene = await story.collecting(team["clerk"])
        for text in ("DN7152HA5", "东南"):
            lines = (await clerk.page(f"/console/transfers/{scene.transfer}/models?text={text}")).text
            assert f'value="{model}"' in lines
        assert "没有找到" in (await clerk.page(f"/console/transfers/{scene.transfer}/models?text=zzzzzz")).text

    async def test_a_manager_sees_the_prices_of_a_model(self, sits, team, model):
        scene = await story.reviewing(team["clerk"])
        await scene.desk.edits(price="30,000")
        await scene.desk.passes_all_checks()
        await scene.desk.approves()
        manager = await sits("manager")
        page = (await manager.page(f"/console/catalogue/models/{model}/prices")).text
        assert "还没有办结过这个车型的过户" in page
        assert "chart__line" in page

    async def test_finished_transfers_are_in_it_for_their_own_station(self, sits, team, model):
        await story.completed(team["clerk"])
        own, other = await sits("manager"), await sits("manager2")
        page = (await own.page(f"/console/catalogue/models/{model}/prices")).text
        assert PRICE in page
        assert PRICE not in (await other.page(f"/console/catalogue/models/{model}/prices")).text

    async def test_a_clerk_does_not(self, clerk, model):
        assert (await clerk.page(f"/console/catalogue/models/{model}/prices")).status_code == 403
