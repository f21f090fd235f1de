"""What nobody could find (未知车型): reported once, settled once, found ever after."""

import pytest

from backend.kit.audit import latest
from backend.vehicles import (
    AlreadySettled,
    NoSuchUnknown,
    ReasonMissing,
    Sighting,
    UnknownCatalogueModel,
    find_models,
    report_unknown,
    settle_unknown,
    unknown_models,
)
from backend.vehicles.models import CatalogueModel
from tests.vehicles.lookup.conftest import add_models

READ = Sighting("东甫碑ON7I52HXX", vin="LDN1A2B32E0000001", seats=5)


async def report(work_of, *sightings):
    for place, sighting in enumerate(sightings):
        async with work_of() as work:
            await report_unknown(work, sighting, f"transfer-{place}")
    return (await unknown_models()).entries


async def settle(work_of, unknown, model, reason=""):
    async with work_of() as work:
        await settle_unknown(work, unknown, model, reason)


class TestReport:
    async def test_it_works(self, work_of):
        (entry,) = await report(work_of, READ)
        assert (entry.brand_model, entry.times, entry.seats) == (READ.brand_model, 1, 5)
        assert (entry.maker, entry.subject) == ("东南（福建）汽车", "transfer-0")

    async def test_the_same_text_however_written_counts_up(self, work_of):
        (entry,) = await report(work_of, READ, Sighting(" 东甫碑on7i52hxx"))
        assert (entry.times, entry.subject) == (2, "transfer-1")

    @pytest.mark.parametrize("text", ["", "  ", "——"])
    async def test_nothing_readable_is_not_kept(self, work_of, text):
        assert await report(work_of, Sighting(text)) == ()

    async def test_a_text_longer_than_its_column_is_kept_by_its_beginning(self, work_of):
        (entry,) = await report(work_of, Sighting("A1" * 100), Sighting("A1" * 100))
        assert entry.times == 2

    async def test_the_most_frequent_comes_first(self, work_of):
        entries = await report(work_of, Sighting("甲牌AA1111"), Sighting("乙牌BB2222"), Sighting("乙牌BB2222"))
        assert [entry.brand_model for entry in entries] == ["乙牌BB2222", "甲牌AA1111"]

    async def test_no_vin_reaches_the_audit_log(self, work_of):
        await report(work_of, READ)
        (line,) = await latest(1)
        assert line.action == "catalogue.unknown_reported"
        assert "LDN1A2B32E0000001" not in str(line)


class TestSettle:
    async def test_it_works(self, work_of, catalogue):
        (entry,) = await report(work_of, READ)
        assert (await find_models(READ)).best is None
        await settle(work_of, entry.id, catalogue["东南牌DN7152HAS"])
        found = await find_models(READ)
        assert (found.verdict, found.best.model.brand_model) == ("sure", "东南牌DN7152HAS")
        assert "人工确认过的写法" in found.best.reasons
        assert (await unknown_models()).total == 0

    async def test_an_exact_text_added_later_wins_over_what_was_settled(self, work_of, catalogue):
        (entry,) = await report(work_of, READ)
        await settle(work_of, entry.id, catalogue["东南牌DN7152HAS"])
        await add_models(READ.brand_model)
        assert (await find_models(READ)).best.model.brand_model == READ.brand_model

    async def test_a_model_of_exactly_that_text_is_offered_once(self, work_of, catalogue):
        (entry,) = await report(work_of, READ)
        await settle(work_of, entry.id, (await add_models(READ.brand_model))[0])
        found = await find_models(READ)
        assert (found.verdict, len([one for one in found.candidates if one.score > 90])) == ("exact", 1)

    async def test_a_model_retired_since_is_not_offered(self, work_of, catalogue):
        (entry,) = await report(work_of, READ)
        await settle(work_of, entry.id, catalogue["东南牌DN7152HAS"])
        await CatalogueModel.filter(public_id=catalogue["东南牌DN7152HAS"]).update(retired=True)
        assert (await find_models(READ)).best is None

    async def test_ignored_it_leaves_the_queue_for_good(self, work_of, catalogue):
        (entry,) = await report(work_of, READ)
        await settle(work_of, entry.id, None, "识别错误")
        assert await report(work_of, READ) == ()
        assert (await find_models(READ)).verdict in {"ask", "unknown"}

    @pytest.mark.parametrize("reason", ["", " ", "长" * 201])
    async def test_ignoring_wants_a_reason(self, work_of, reason):
        (entry,) = await report(work_of, READ)
        with pytest.raises(ReasonMissing):
            await settle(work_of, entry.id, None, reason)

    @pytest.mark.parametrize("unknown", ["nobody", "x" * 300])
    async def test_it_refuses_a_text_never_reported(self, work_of, unknown):
        with pytest.raises(NoSuchUnknown):
            await settle(work_of, unknown, None, "识别错误")

    async def test_it_refuses_a_model_that_does_not_exist(self, work_of):
        (entry,) = await report(work_of, READ)
        with pytest.raises(UnknownCatalogueModel):
            await settle(work_of, entry.id, "nobody")

    async def test_it_refuses_a_second_time(self, work_of, catalogue):
        (entry,) = await report(work_of, READ)
        await settle(work_of, entry.id, None, "识别错误")
        with pytest.raises(AlreadySettled):
            await settle(work_of, entry.id, catalogue["东南牌DN7152HAS"])
