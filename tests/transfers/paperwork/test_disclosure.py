"""车况告知 on its way from the seller's phone into the contract."""

from dataclasses import replace
from datetime import date

import pytest

from backend import collection, documents
from backend.documents import VehicleFacts
from backend.transfers.desk.paperwork.disclosure import disclosure, scrap_limit, told_of
from tests.collection.cast import condition
from tests.documents.render.tools import text_of
from tests.transfers.desk import both_scanned

CAR = VehicleFacts("闽A7F36Q", "LDNA2C3G0E0012301", use_character="非营运")


async def test_it_works(desk, seller, buyer, kit, tmp_path):
    await both_scanned(desk, seller, buyer)
    await desk.prepares()
    papers = (await desk.looks()).documents
    assert papers is not None
    _, pdf = await documents.pdf_of(kit, papers.documents[1].id)
    text = text_of(pdf, tmp_path)
    limit = "规定报废期限无强制报废年限（引导报废60万公里）"
    for printed in ("86000公里", "有效期至2027-06", "车况告知书", "火烧：无", limit):
        assert printed in text


async def test_a_seller_who_told_nothing_signs_no_annex(seller):
    await seller.fills("seller")
    await seller.confirms("condition", dict.fromkeys(condition(seller.who), ""))
    told = await collection.party_facts(seller.collection)
    assert disclosure(told, CAR) is None
    assert told_of(told, CAR) == CAR


async def test_what_happened_is_told_with_its_remark(seller):
    await seller.fills("seller")
    answers = condition(seller.who, flood="有", fire="", remarks="2024 年泡水，已大修")
    await seller.confirms("condition", answers)
    annex = disclosure(await collection.party_facts(seller.collection), CAR)
    assert annex is not None
    assert annex.accident == "碰撞、翻车等重大事故：无；水淹：有"
    assert (annex.use, annex.remarks, annex.insurance) == ("非营运", "2024 年泡水，已大修", "")


@pytest.mark.parametrize(
    ("kind", "use", "said"),
    [
        ("小型轿车", "非营运", "无强制报废年限（引导报废 60 万公里）"),
        ("小型轿车", "出租客运", "2027年2月28日（引导报废 60 万公里）"),
        ("重型普通货车", "货运", "2034年2月28日（引导报废 70 万公里）"),
        ("小型轿车", "营转非", "2029年2月28日（引导报废 60 万公里）"),
        ("轮式装载机械", "非营运", "无强制报废年限（引导报废 50 万公里）"),
        ("大型轮式拖拉机", "非营运", "国家标准未规定该类车辆的使用年限"),
        ("飞行汽车", "非营运", ""),
        ("小型轿车", "", ""),
    ],
)
def test_the_limit_is_what_the_scrap_standard_says(kind, use, said):
    car = replace(CAR, vehicle_type=kind, use_character=use, registered_on=date(2019, 2, 28))
    assert scrap_limit(car) == said
    assert scrap_limit(replace(car, registered_on=None)) == ""
