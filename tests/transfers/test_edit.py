"""Filling in and correcting: price, remarks, vehicle fields, the nine checks; and two clerks at one transfer."""

import asyncio

import pytest

from backend import transfers
from backend.transfers import (
    Changes,
    CheckUnfit,
    PriceUnreadable,
    State,
    StepOutOfOrder,
    TextTooLong,
    TradeUnfit,
    TransferChanged,
    TransferNotFound,
    VehicleFieldUnfit,
)
from backend.transfers.models import Correction, HistoryEntry
from tests.transfers.desk import Desk, sent


@pytest.fixture
async def collecting(desk: Desk, seller) -> Desk:
    """The seller's side is there."""
    await desk.scans(await sent(seller, "seller"))
    return desk


class TestEdit:
    async def test_it_works(self, collecting):
        await collecting.edits(price="86,500", appraised="80000.00", remarks=" 带一把备用钥匙 ", trade="entrusted")
        view = await collecting.looks()
        assert (view.price_fen, view.appraised_fen) == (8_650_000, 8_000_000)
        assert (view.remarks, view.trade_name) == ("带一把备用钥匙", "委托交易")
        assert view.history[0].sentence == "修改了成交价、评估价、备注、交易方式"

    async def test_what_does_not_differ_makes_no_version(self, collecting):
        await collecting.edits(price="86500")
        before = collecting.version
        assert await collecting.edits(price="86,500.00") == before

    async def test_an_empty_text_clears_and_none_leaves_alone(self, collecting):
        await collecting.edits(price="86500", appraised="80000")
        await collecting.edits(appraised="")
        view = await collecting.looks()
        assert (view.price_fen, view.appraised_fen) == (8_650_000, None)

    async def test_it_refuses_what_is_no_price(self, collecting):
        for text in ("0", "-1", "1.234", "100000000", "面议", "1e5", "NaN"):
            with pytest.raises(PriceUnreadable) as refused:
                await collecting.edits(price=text)
            assert refused.value.field == "price", text

    async def test_it_takes_the_largest_price_the_papers_hold(self, collecting):
        await collecting.edits(price="99999999.99")
        assert (await collecting.looks()).price_fen == 9_999_999_999

    async def test_it_refuses_remarks_without_end(self, collecting):
        with pytest.raises(TextTooLong):
            await collecting.edits(remarks="长" * 501)

    async def test_it_refuses_an_unknown_kind_of_trade(self, collecting):
        with pytest.raises(TradeUnfit):
            await collecting.edits(trade="gift")

    async def test_it_refuses_another_stations_clerk(self, collecting, other_desk):
        other_desk.transfer, other_desk.version = collecting.transfer, collecting.version
        with pytest.raises(TransferNotFound):
            await other_desk.edits(price="1")

    async def test_it_refuses_after_the_papers_were_signed(self, settling):
        with pytest.raises(StepOutOfOrder):
            await settling.edits(price="1")


class TestVehicleCorrection:
    async def test_it_works(self, collecting, seller):
        await collecting.edits(vehicle={"engine_number": "E1234567"})
        (field,) = [one for one in (await collecting.looks()).vehicle if one.name == "engine_number"]
        assert (field.value, field.source, field.source_name) == ("E1234567", "typed", "李经办更正")
        assert seller.who.car.engine_number in {source.value for source in field.others}

    async def test_the_owners_answer_stays(self, collecting, seller):
        await collecting.edits(vehicle={"engine_number": "E1234567"})
        party = (await collecting.looks()).seller.party
        assert party.vehicle["engine_number"].value == seller.who.car.engine_number
        assert await Correction.all().count() == 1

    async def test_lists_and_searches_follow(self, collecting):
        await collecting.edits(vehicle={"plate_number": "苏b·99999"})
        page = await collecting.does(transfers.search, "B99999")
        assert [row.plate_number for row in page.rows] == ["苏B99999"]

    async def test_the_database_keeps_it_sealed(self, collecting, settings):
        await collecting.edits(vehicle={"owner": "欧阳所有"})
        if not settings.database_url:
            files = settings.folder.glob("chewutong.sqlite3*")
            assert all("欧阳所有".encode() not in file.read_bytes() for file in files)

    async def test_it_refuses_what_no_licence_says(self, collecting):
        for name, value in (
            ("plate_number", "苏B1"),
            ("registered_on", "2021/6/30"),
            ("registered_on", "2021-13-01"),
            ("owner", " "),
            ("brand_model", "长" * 121),
            ("mileage", "1"),
        ):
            with pytest.raises(VehicleFieldUnfit):
                await collecting.edits(vehicle={name: value})
            assert await Correction.all().count() == 0, (name, value)


class TestTwoClerks:
    async def test_the_second_is_told_who_changed_what_and_nothing_is_written(self, team, collecting):
        second = Desk(team["manager"], collecting.transfer)
        await second.looks()
        await collecting.edits(price="86500")
        with pytest.raises(TransferChanged) as refused:
            await second.edits(price="90000", remarks="第二个人写的")
        assert "李经办" in refused.value.sentence and "修改了成交价" in refused.value.sentence
        view = await second.looks()
        assert (view.price_fen, view.remarks) == (8_650_000, "")
        await second.edits(remarks="第二个人写的")
        assert (await collecting.looks()).remarks == "第二个人写的"

    async def test_of_two_at_the_same_instant_one_is_told(self, team, collecting):
        second = Desk(team["manager"], collecting.transfer)
        await second.looks()
        answers = await asyncio.gather(
            collecting.edits(price="86500"), second.edits(price="90000"), return_exceptions=True
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["TransferChanged", "int"]

    async def test_a_page_older_than_any_line_is_told_too(self, collecting):
        await HistoryEntry.filter(transfer=collecting.transfer).delete()
        collecting.version = 0
        with pytest.raises(TransferChanged):
            await collecting.edits(price="1")


class TestChecks:
    async def test_it_works(self, collecting):
        await collecting.changes(transfers.record_checks, {"seized": ("pass", "查询公安交管平台")})
        (check,) = [one for one in (await collecting.looks()).checks if one.code == "seized"]
        assert (check.result, check.source, check.who) == ("pass", "查询公安交管平台", "李经办")

    async def test_a_failed_one_stops_the_approval(self, reviewing):
        await reviewing.edits(price="86500")
        await reviewing.passes_all_checks()
        await reviewing.changes(transfers.record_checks, {"seized": ("fail", "法院协助执行通知书")})
        with pytest.raises(transfers.ApprovalStopped, match="查封"):
            await reviewing.approves()

    async def test_what_was_answered_may_be_opened_again(self, collecting):
        await collecting.changes(transfers.record_checks, {"seized": ("pass", "平台")})
        await collecting.changes(transfers.record_checks, {"seized": ("not_checked", "")})
        assert {one.result for one in (await collecting.looks()).checks} == {"not_checked"}

    async def test_the_same_answer_makes_no_version(self, collecting):
        await collecting.changes(transfers.record_checks, {"seized": ("pass", "平台")})
        before = collecting.version
        assert await collecting.changes(transfers.record_checks, {"seized": ("pass", "平台")}) == before

    async def test_it_refuses_an_answer_without_a_source_or_sense(self, collecting):
        for code, result, source in (("seized", "pass", " "), ("seized", "yes", "平台"), ("old", "pass", "平台")):
            with pytest.raises(CheckUnfit):
                await collecting.changes(transfers.record_checks, {code: (result, source)})


class TestEditWhileSigning:
    async def test_it_takes_the_transfer_back_and_voids_the_papers(self, signing):
        await signing.edits(price="80000")
        view = await signing.looks()
        assert (view.state, view.documents.state) == (State.REVIEWING, "void")
        assert view.history[0].action == "taken_back"

    async def test_remarks_do_too_because_the_papers_print_them(self, signing):
        await signing.edits(remarks="买方自提")
        view = await signing.looks()
        assert (view.state, view.documents.state) == (State.REVIEWING, "void")

    async def test_a_declared_price_alone_does_not(self, signing):
        await signing.changes(transfers.edit, Changes(declared="80000"))
        view = await signing.looks()
        assert (view.state, view.documents.state) == (State.SIGNING, "signing")

    async def test_the_next_version_keeps_its_numbers(self, signing):
        before = await signing.looks()
        await signing.edits(price="80000")
        await signing.approves()
        after = await signing.looks()
        assert after.contract_number == before.contract_number
        assert after.documents.version == before.documents.version + 1
