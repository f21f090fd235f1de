"""机动车价格评估鉴定结论书 in a transfer: there with an appraised price, absent without; read by owners, not signed."""

import asyncio
import json
from hashlib import sha256
from pathlib import Path

import pytest

from backend import appraisal, archive, documents, transfers
from backend.appraisal import Car, Wish
from backend.documents import SetFacts
from backend.kit import clock
from backend.stations.models import Station
from backend.transfers import State
from backend.transfers.desk.paperwork import papers
from backend.transfers.models import Transfer
from tests.documents.render.tools import text_of
from tests.transfers.desk import PRICE, Desk, run_jobs, signs_papers

CERTIFICATE = "机动车价格评估鉴定结论书"
# What every transfer has; the certificate comes third.
ALWAYS = ["二手车交易确认表", "二手车买卖合同", "机动车注册、转移、注销登记/转入申请表"]
TITLES = [*ALWAYS[:2], CERTIFICATE, ALWAYS[2]]


class PowerCut(Exception):
    pass


async def valued(desk: Desk, new_price_fen: int = 12_880_000) -> appraisal.AppraisalFacts:
    """The car valued by a typed new price, as the page does it."""
    values = {row.name: row.value for row in (await desk.looks()).vehicle}
    registered = clock.today().replace(year=clock.today().year - 3, day=1)
    car = Car(
        values["brand_model"], values["vin"], "小型轿车", "非营运", registered, station=desk.member.station
    )  # fmt: skip
    return await desk.does(appraisal.appraise_car, desk.transfer, car, Wish(new_price_fen=new_price_fen))


async def approved(desk: Desk, **prices: str) -> SetFacts:
    """Approved at these prices, the papers made."""
    await desk.looks()
    await desk.edits(price=PRICE, **prices)
    await desk.passes_all_checks()
    await desk.approves()
    await run_jobs()
    return (await desk.looks()).documents


async def read(kit, papers: SetFacts, folder: Path) -> str:
    """The certificate's text."""
    _, pdf = await documents.pdf_of(kit, papers.documents[2].id)
    return text_of(pdf, folder)


class TestWithAnAppraisedPrice:
    async def test_it_works(self, reviewing, seller, kit, tmp_path):
        made = await valued(reviewing)
        papers = await approved(reviewing, appraised="80000")
        assert [one.title for one in papers.documents] == TITLES
        text = await read(kit, papers, tmp_path)
        car = seller.who.car
        for said in (car.vin, car.engine_number, car.plate_number, seller.who.name, "捌万元整（80000）", "李经办"):
            assert said in text
        number = f"锡价事{clock.today():%y}第0000001号"
        assert number in text
        found = await reviewing.does(transfers.search, number)
        assert [row.id for row in found.rows] == [reviewing.transfer]
        assert all("".join(step.split()) in text for step in made.steps)

    async def test_a_price_without_calculation_is_the_appraisers_own(self, reviewing, kit, tmp_path):
        papers = await approved(reviewing, appraised="80000")
        assert [one.title for one in papers.documents] == TITLES
        assert "测算过程" not in await read(kit, papers, tmp_path)

    async def test_the_reason_of_a_price_off_the_band_stands_in_its_remarks(self, reviewing, kit, tmp_path):
        await valued(reviewing, new_price_fen=1_000_000)
        await Transfer.filter(public_id=reviewing.transfer).update(deviation_reason="原厂加长改装")
        papers = await approved(reviewing, appraised="80000")
        assert "6．备注：原厂加长改装" in await read(kit, papers, tmp_path)

    async def test_no_owner_signs_it_and_the_archive_holds_it_with_the_others(self, reviewing, seller, buyer, kit):
        papers = await approved(reviewing, appraised="80000")
        assert [one.title for one in papers.to_sign(seller.actor.id)] == ALWAYS[:2]
        assert [one.title for one in papers.to_sign(buyer.actor.id)] == ALWAYS
        for phone in (seller, buyer):
            await signs_papers(phone)
        await run_jobs()
        await reviewing.looks()
        await reviewing.changes(transfers.complete)
        await run_jobs()
        assert (await reviewing.looks()).state is State.ARCHIVED
        closed = await archive.archive_of(reviewing.transfer)
        manifest = json.loads(await kit.objects.get(f"archives/{closed.manifest_sha256}"))
        signed = [part for part in manifest["parts"] if part["kind"].startswith("document:")]
        filed = {part["id"]: part["sha256"] for part in signed}
        for paper in papers.documents:
            _, pdf = await documents.pdf_of(kit, paper.id)
            assert filed[paper.id] == sha256(pdf).hexdigest()


class TestWithout:
    async def test_there_is_none_among_the_papers(self, reviewing):
        papers = await approved(reviewing)
        assert [one.title for one in papers.documents] == ALWAYS
        assert (await Transfer.get(public_id=reviewing.transfer)).certificate_number == ""


class TestChangedWhileSigning:
    async def test_another_price_voids_the_set_and_the_next_keeps_its_number(self, reviewing, kit, tmp_path):
        first = await approved(reviewing, appraised="80000")
        await reviewing.edits(appraised="81000")
        assert (await documents.set_facts(first.id)).state == "void"
        second = await approved(reviewing)
        assert second.documents[2].number == first.documents[2].number
        assert "捌万壹仟元整" in await read(kit, second, tmp_path)

    async def test_no_price_any_more_leaves_it_out(self, reviewing):
        await approved(reviewing, appraised="80000")
        await reviewing.edits(appraised="")
        assert [one.title for one in (await approved(reviewing)).documents] == ALWAYS


@pytest.mark.parametrize("one_city", [False, True])
async def test_certificates_numbered_at_once_have_no_gap_and_no_twin(team, work_of, one_city):
    """Two stations count apart where their numbers differ, and together where the city's nickname is the same."""
    if one_city:
        await Station.all().update(city_nickname="榕")
    desks = [Desk(team["clerk"]), Desk(team["clerk2"])]
    rows = [(desk, await desk.does(transfers.open_transfer)) for desk in desks for _ in range(10)]
    await Transfer.all().update(appraised_fen=1)
    numbers: list[str] = []

    async def numbered(index: int, desk: Desk, transfer: str) -> None:
        try:
            async with work_of(desk.member.actor) as work:
                row = await Transfer.get(public_id=transfer)
                await papers.give_numbers(work, row)
                await asyncio.sleep(0)
                if index % 5 == 0:
                    raise PowerCut
            numbers.append(row.certificate_number)
        except PowerCut:
            pass

    await asyncio.gather(*(numbered(index, *one) for index, one in enumerate(rows)))
    year = f"{clock.today():%y}"
    counts = {"榕": 16} if one_city else {"榕": 8, "锡": 8}
    assert sorted(numbers) == [
        f"{city}价事{year}第{count:07d}号" for city, most in counts.items() for count in range(1, most + 1)
    ]
