"""Valuing the car of a transfer: by itself when the licence is known, as a clerk wishes, and what it asks of prices."""

from datetime import date
from decimal import Decimal

import pytest

from backend import appraisal, transfers, vehicles
from backend.appraisal import CoefficientOutOfBounds, CoefficientUnexplained, CoefficientUnreadable
from backend.transfers import PriceUnreadable, State, Valuation, ValuationDateUnfit, VehicleUnknown
from backend.transfers.desk import value
from backend.transfers.models import Transfer
from backend.verification import Severity
from tests.appraisal.conftest import add_model
from tests.transfers.desk import Desk, both_scanned, run_jobs, sent

KEY = "deal.price_outside_band.deviation"


@pytest.fixture
async def valued(model: str, desk: Desk, seller) -> Desk:
    """The seller's side is there, the car valued."""
    await desk.scans(await sent(seller, "seller"))
    return desk


async def revalues(desk: Desk, **wanted: str) -> int:
    """What the console's route does."""
    told = Valuation(**wanted)
    car, wish = await desk.does(transfers.valuation_wanted, desk.transfer, desk.version, told)
    return await desk.changes(transfers.revalue, await appraisal.estimate(car, wish))


class TestByItself:
    async def test_it_works_as_soon_as_the_licence_is_known(self, valued):
        view = await valued.looks()
        assert view.valuation.verdict == "exact"
        assert view.base_fen == view.appraised_fen == view.valuation.base_fen
        assert not view.appraised_by_hand
        assert (view.valuation.subject, view.valuation.car.mileage_km) == (view.id, 86_000)

    async def test_a_corrected_licence_is_valued_again(self, valued):
        before = (await valued.looks()).base_fen
        await valued.edits(vehicle={"registered_on": "2016-06-18"})
        assert (await valued.looks()).base_fen > before

    async def test_a_field_that_does_not_matter_values_nothing_anew(self, valued):
        await valued.edits(vehicle={"engine_number": "4A91SNT9999"})
        assert len(await appraisal.appraisals_of(valued.transfer)) == 1

    async def test_a_persons_price_stays_and_the_proposal_is_known(self, valued):
        await valued.edits(appraised="33,000")
        await valued.edits(vehicle={"registered_on": "2016-06-18"})
        view = await valued.looks()
        assert (view.appraised_fen, view.appraised_by_hand) == (3_300_000, True)
        assert view.valuation.appraised_fen not in (None, 3_300_000)

    async def test_taking_the_proposal_makes_it_automatic_again(self, valued):
        proposal = (await valued.looks()).appraised_fen
        await valued.edits(appraised="33,000")
        await valued.edits(appraised=f"{Decimal(proposal) / 100:,.2f}")
        assert not (await valued.looks()).appraised_by_hand

    async def test_an_unknown_model_has_no_price_is_reported_and_blocks_nothing(self, desk, seller, buyer):
        await both_scanned(desk, seller, buyer)
        view = await desk.looks()
        assert (view.base_fen, view.appraised_fen, view.valuation.verdict) == (None, None, "unknown")
        assert view.valuation.missing
        assert [one.brand_model for one in (await vehicles.unknown_models()).entries] == ["东南牌DN7152HAS"]
        await desk.prepares()
        assert (await desk.looks()).state is State.SIGNING

    async def test_another_licence_drops_the_choice_of_model_and_keeps_the_coefficient(self, valued):
        other = await add_model("东南牌DN7152HB", ((date(2012, 1, 1), 20_000_000),))
        await revalues(valued, model=other, coefficient="0.95", coefficient_reason="车况一般")
        await valued.edits(vehicle={"registered_on": "2015-06-18"})
        assert (await valued.looks()).valuation.model.id == other
        await valued.edits(vehicle={"vin": "LDNA2C3G2E0012302"})
        kept = (await valued.looks()).valuation
        assert (kept.model.brand_model, kept.coefficient) == ("东南牌DN7152HAS", Decimal("0.95"))

    async def test_a_managers_coefficient_is_not_a_clerks_to_repeat(self, valued, team):
        manager = Desk(team["manager"], valued.transfer, valued.version)
        await revalues(manager, coefficient="1.9", coefficient_reason="限量版")
        await valued.looks()
        await valued.edits(vehicle={"registered_on": "2015-06-18"})
        assert (await valued.looks()).valuation.coefficient == 1

    async def test_while_the_index_is_made_a_job_does_it(self, model, desk, seller, monkeypatch):
        async def slow() -> bool:
            return False

        monkeypatch.setattr(value.vehicles, "lookup_is_quick", slow)
        await desk.scans(await sent(seller, "seller"))
        assert (await desk.looks()).valuation is None
        await run_jobs("transfers.value")
        view = await desk.looks()
        assert view.base_fen
        assert view.history[0].sentence.startswith("重新估价：东南牌DN7152HAS，变动系数 1，基准价")
        assert view.history[0].who == "系统"


class TestRevalue:
    async def test_it_works(self, valued):
        base = (await valued.looks()).base_fen
        await revalues(valued, coefficient="0.9", coefficient_reason="漆面较差", condition_score="70")
        view = await valued.looks()
        assert view.base_fen == base
        assert abs(view.appraised_fen - base * 0.9) < 1
        assert view.valuation.replacement.grade == "二级"

    async def test_a_typed_new_price_goes_with_its_model(self, valued):
        await revalues(valued, new_price="150,000")
        assert (await valued.looks()).valuation.new_price_fen == 15_000_000
        other = await add_model("东南牌DN7152HB", ((date(2012, 1, 1), 20_000_000),))
        await revalues(valued, model=other)
        assert (await valued.looks()).valuation.new_price_fen == 20_000_000

    async def test_an_empty_text_takes_a_choice_back(self, valued):
        await revalues(valued, coefficient="0.9", coefficient_reason="漆面较差", valued_on="2026-01-01")
        await revalues(valued, coefficient="", coefficient_reason="", valued_on="")
        facts = (await valued.looks()).valuation
        assert (facts.coefficient, facts.coefficient_reason) == (1, "")
        assert facts.valued_on > date(2026, 1, 1)

    @pytest.mark.parametrize(
        ("wanted", "refusal"),
        [
            ({"coefficient": "9"}, CoefficientOutOfBounds),
            ({"coefficient": "0.9"}, CoefficientUnexplained),
            ({"coefficient": "一"}, CoefficientUnreadable),
            ({"new_price": "-1"}, PriceUnreadable),
            ({"valued_on": "2026-13-01"}, ValuationDateUnfit),
            ({"valued_on": "2099-01-01"}, ValuationDateUnfit),
            ({"condition_score": "101"}, appraisal.ConditionScoreUnreadable),
            ({"model": "nobody"}, vehicles.UnknownCatalogueModel),
        ],
    )
    async def test_it_refuses(self, valued, wanted, refusal):
        before = valued.version
        with pytest.raises(refusal):
            await revalues(valued, **wanted)
        assert (await valued.looks()).version == before

    async def test_without_a_licence_there_is_nothing_to_value(self, desk):
        await desk.opens()
        with pytest.raises(VehicleUnknown):
            await revalues(desk, coefficient="0.9")

    async def test_papers_that_wait_for_signatures_are_void(self, model, desk, seller, buyer):
        await both_scanned(desk, seller, buyer)
        await desk.prepares()
        await revalues(desk, coefficient="0.9", coefficient_reason="漆面较差")
        view = await desk.looks()
        assert view.state is State.REVIEWING
        assert view.history[0].sentence == "修改了估价，待签文书作废，退回审核"


class TestDeviation:
    @pytest.fixture
    async def far(self, model: str, desk: Desk, seller, buyer) -> Desk:
        """Agreed at more than three times the base price, declared near it."""
        await both_scanned(desk, seller, buyer)
        await desk.edits(price="86,500", declared="30,000")
        await desk.passes_all_checks()
        return desk

    async def test_a_price_outside_the_band_asks_for_a_reason(self, far):
        (finding,) = [one for one in (await far.looks()).findings if one.key == KEY]
        assert finding.severity is Severity.ASK
        assert finding.sentence.startswith("成交价不在基准价的")

    async def test_the_reason_given_at_the_approval_is_kept_with_the_transfer(self, far):
        await far.approves("刚换发动机，加装设备")
        assert (await far.looks()).deviation_reason == "刚换发动机，加装设备"

    async def test_a_reason_written_before_leaves_nothing_to_ask(self, far):
        await far.edits(deviation_reason="刚换发动机")
        (finding,) = [one for one in (await far.looks()).findings if one.key == KEY]
        assert finding.severity is Severity.NOTE

    async def test_four_prices_are_four_fields(self, far):
        await far.edits(appraised="40,000")
        row = await Transfer.get(public_id=far.transfer)
        assert (row.price_fen, row.declared_fen, row.appraised_fen) == (8_650_000, 3_000_000, 4_000_000)
        assert row.base_fen not in (8_650_000, 3_000_000, 4_000_000)
        assert set((await far.looks()).deviations) == {"price", "declared", "appraised"}


async def test_a_car_near_its_end_asks(model, desk, seller):
    await desk.scans(await sent(seller, "seller"))
    await desk.edits(vehicle={"use_character": "租赁", "registered_on": "2013-03-01"})
    (finding,) = [one for one in (await desk.looks()).findings if one.code == "near_scrap"]
    assert finding.severity is Severity.ASK


async def test_a_car_in_its_last_year_is_refused_once(model, desk, seller):
    await desk.scans(await sent(seller, "seller"))
    await desk.edits(vehicle={"use_character": "租赁", "registered_on": "2012-03-01"})
    stops = [one for one in (await desk.looks()).findings if "scrap" in one.code]
    assert [(one.code, one.severity) for one in stops] == [("within_a_year_of_scrap", Severity.STOP)]
