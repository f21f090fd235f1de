"""车况告知 on its way from the seller's phone into the contract."""

from backend import collection, documents
from backend.documents import VehicleFacts
from backend.transfers.desk.disclosure import disclosure, told_of
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
    for printed in ("86000公里", "有效期至2027-06", "车况告知书", "火烧：无"):
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
