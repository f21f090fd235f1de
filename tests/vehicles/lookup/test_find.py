"""From a misread text to the right model (型号查找)."""

from datetime import date

import pytest

from backend.vehicles import Sighting, find_models
from backend.vehicles.models import CatalogueModel
from tests.vehicles.lookup.conftest import add_models


async def read(text, **facts):
    return await find_models(Sighting(text, **facts))


class TestText:
    async def test_it_works(self, catalogue):
        found = await read("东南牌DN7152HAS")
        assert found.verdict == "exact"
        assert found.best.model.id == catalogue["东南牌DN7152HAS"]
        assert (found.best.score, found.best.reasons) == (100.0, ("型号完全一致",))

    @pytest.mark.parametrize(
        "text",
        [
            "东南DN7152HAS",
            "东南牌dn7152has",
            "东南牌ＤＮ７１５２ＨＡＳ",
            " 东南 牌 DN7152 HAS\n",
            "品牌型号：东南牌DN7152-HAS",
        ],
    )
    async def test_another_way_to_write_the_same_is_exact(self, catalogue, text):
        assert (await read(text)).verdict == "exact"

    @pytest.mark.parametrize("text", ["东南牌DN7I52HAS", "东南牌DN71S2HAS", "东南牌DN7IS2HA5", "东南牌0N7152HAS"])
    async def test_look_alikes_are_sure(self, catalogue, text):
        found = await read(text)
        assert (found.verdict, found.best.model.brand_model) == ("sure", "东南牌DN7152HAS")
        assert found.best.score < 100

    async def test_the_reason_names_place_and_letters(self, catalogue):
        assert "第 5 位 S/5 易混" in (await read("东南牌DN71S2HAS")).best.reasons

    @pytest.mark.parametrize("text", ["DN7152HAS", "东甫牌DN7152HAS"])
    async def test_a_brand_that_was_missed_or_misread_in_one_character_is_sure(self, catalogue, text):
        found = await read(text)
        assert (found.verdict, found.best.model.brand_model) == ("sure", "东南牌DN7152HAS")

    @pytest.mark.parametrize("text", ["东南牌DN7152XAS", "东南牌DN752HAS", "东南牌DN71522HAS", "东南牌XN7152HAX"])
    async def test_other_mistakes_rank_it_first_and_ask(self, catalogue, text):
        found = await read(text)
        assert (found.verdict, found.best) == ("ask", None)
        assert found.candidates[0].model.brand_model == "东南牌DN7152HAS"

    async def test_a_text_cut_off_finds_what_begins_like_it_and_asks(self, catalogue):
        found = await read("东南牌DN715")
        assert (found.verdict, len(found.candidates)) == ("ask", 2)
        assert "只读到前 5 位" in found.candidates[0].reasons

    @pytest.mark.parametrize("text", ["", "牌", "解放牌CA1041P40K2", "？？", "东南牌", "A" * 500])
    async def test_what_nothing_comes_near_is_unknown(self, catalogue, text):
        found = await read(text)
        assert (found.verdict, found.best, found.candidates) == ("unknown", None, ())

    async def test_an_empty_catalogue_knows_nothing(self, kit):
        assert (await read("东南牌DN7152HAS")).verdict == "unknown"

    async def test_no_more_are_listed_than_asked_for(self, catalogue):
        assert len((await find_models(Sighting("东南牌DN7152HAS"), limit=1)).candidates) == 1


class TestLatinBrand:
    @pytest.mark.parametrize(("known", "text"), [("MG牌CSA7150AC", "MGCSA7150AC"), ("MGCSA7150AC", "MG牌CSA7150AC")])
    async def test_it_is_found_without_its_mark(self, kit, known, text):
        await add_models(known)
        found = await read(text)
        assert found.candidates[0].model.brand_model == known


class TestNeighbours:
    """Two models that differ by look-alikes only."""

    async def test_the_exact_text_wins_against_all_evidence(self, kit):
        await add_models("东南牌DN715B", seats=5, origin="imported")
        await add_models("东南牌DN7158", seats=7, origin="domestic")
        found = await read("东南牌DN715B", seats=7, vin="LDN1A2B32E0000001")
        assert (found.verdict, found.best.model.brand_model) == ("exact", "东南牌DN715B")

    async def test_between_two_equally_far_it_asks(self, kit):
        await add_models("东南牌DN7150", "东南牌DN715D")
        found = await read("东南牌DN715O")
        assert (found.verdict, len(found.candidates)) == ("ask", 2)

    async def test_evidence_tells_them_apart(self, kit):
        await add_models("东南牌DN7150", seats=5, brand="东南", origin="imported")
        await add_models("东南牌DN715D", seats=7, brand="东南", origin="domestic")
        found = await read("东南牌DN715O", seats=7, vin="LDN1A2B32E0000001")
        assert (found.verdict, found.best.model.brand_model) == ("sure", "东南牌DN715D")
        assert "座位数一致（7）" in found.best.reasons
        assert "VIN 厂商一致（东南（福建）汽车）" in found.best.reasons

    async def test_a_brand_that_only_the_brand_model_names_fits_its_vin(self, kit):
        await add_models("东南牌DN7150", brand="")
        found = await read("东南牌DN7150", vin="LDN1A2B32E0000001")
        assert "VIN 厂商一致（东南（福建）汽车）" in found.best.reasons


class TestConfigurations:
    """One brand model in several configurations."""

    async def test_a_date_within_the_years_of_sale_decides(self, kit):
        await add_models("东南牌DN7152HAS", sold_from="2008", sold_until="2011")
        await add_models("东南牌DN7152HAS", sold_from="2016-03", sold_until="2019")
        found = await read("东南牌DN7152HAS", registered_on=date(2017, 5, 1))
        assert (found.verdict, found.best.model.sold_from) == ("exact", "2016-03")

    async def test_without_evidence_it_asks(self, kit):
        await add_models("东南牌DN7152HAS", "东南牌DN7152HAS")
        assert (await read("东南牌DN7152HAS")).verdict == "ask"


class TestVin:
    async def test_it_tells_maker_years_origin_and_check_digit(self, catalogue):
        vin = (await read("东南牌DN7152HAS", vin="LDNIA2B32E0000001")).vin
        assert (vin.wmi, vin.maker, vin.origin) == ("LDN", "东南（福建）汽车", "domestic")
        assert (vin.model_years, vin.check_digit) == ((2014, 1984), "ok")
        assert vin.sentences

    @pytest.mark.parametrize(
        ("vin", "digit", "origin"),
        [("LDN1A2B33E0000001", "wrong", "domestic"), ("WBAFR910ZBC000001", "not_used", "imported")],
    )
    async def test_a_check_digit_may_be_wrong_or_not_used(self, catalogue, vin, digit, origin):
        told = (await read("东南牌DN7152HAS", vin=vin)).vin
        assert (told.check_digit, told.origin) == (digit, origin)

    async def test_a_misread_one_says_what_is_wrong_and_no_more(self, catalogue):
        found = await read("东南牌DN7152HAS", vin="LDN12")
        assert (found.verdict, found.vin.maker) == ("exact", "")
        assert found.vin.sentences

    async def test_another_maker_keeps_a_look_alike_from_being_sure(self, catalogue):
        assert (await read("东南牌DN7152HA5", vin="LSVAA21850E100001")).verdict == "ask"


class TestChange:
    """The index keeps in step with the table."""

    async def test_a_new_model_is_found_at_once(self, catalogue):
        await read("东南牌DN7152HAS")
        await add_models("红旗牌CA7200H3")
        assert (await read("红旗牌CA72O0H3")).verdict == "sure"

    async def test_a_retired_model_is_not_offered(self, catalogue):
        await read("东南牌DN7152HAS")
        await CatalogueModel.filter(brand_model="东南牌DN7152HAS").update(retired=True)
        assert "东南牌DN7152HAS" not in {one.model.brand_model for one in (await read("东南牌DN7152HAS")).candidates}
