"""The archive of a transfer on the console: the evidence package and the papers to print."""

import io
import zipfile

import pikepdf
import pytest

from backend.archive.models import Archive
from backend.archive.package import offline
from backend.kit import audit
from tests.support import story


async def last_line() -> audit.Line:
    return (await audit.latest(1))[0]


@pytest.mark.parametrize("username", ["clerk", "manager"])
class TestPackage:
    async def test_it_works_and_is_audited(self, sits, team, tmp_path, username):
        scene = await story.archived(team["clerk"])
        seat = await sits(username)
        answer = await seat.page(f"/console/transfers/{scene.transfer}/archive.zip")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        place = tmp_path / "package.zip"
        place.write_bytes(answer.content)
        said: list[str] = []
        assert offline.verify([place], say=said.append) == 0, said
        line = await last_line()
        assert (line.action, line.subject) == ("archive.packed", scene.transfer)


async def test_it_holds_papers_originals_signatures_consents_and_records(clerk, team):
    scene = await story.archived(team["clerk"])
    answer = await clerk.page(f"/console/transfers/{scene.transfer}/archive.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        names = set(package.namelist())
        history = package.read("records/history.json").decode()
    assert {
        "documents/sales_contract.pdf",
        "documents/sales_contract-shown.pdf",
        "documents/transfer_confirmation.pdf",
        "evidence/seller-id_front.jpeg",
        "evidence/seller-vehicle_licence.jpeg",
        "evidence/buyer-id_back.jpeg",
        "signatures/seller.json",
        "signatures/buyer.json",
        "consents/seller-privacy.md",
        "records/transfer.json",
        "records/checks.json",
        "records/signings.json",
        "records/audit.json",
    } <= names
    assert "办结了本次过户" in history


async def test_the_papers_are_one_pdf_with_bookmarks(clerk, team):
    scene = await story.archived(team["clerk"])
    answer = await clerk.page(f"/console/transfers/{scene.transfer}/archive.pdf")
    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.content)) as whole, whole.open_outline() as outline:
        assert {one.title for one in outline.root} >= {"二手车交易确认表", "二手车买卖合同"}
    assert (await last_line()).action == "archive.printed"


async def test_the_page_leads_there_once_it_is_archived(clerk, team):
    scene = await story.archived(team["clerk"])
    assert "下载证据包" in (await clerk.page(f"/console/transfers/{scene.transfer}")).text


@pytest.mark.parametrize("file", ["archive.zip", "archive.pdf"])
class TestRefused:
    async def test_another_stations_is_not_found(self, sits, team, file):
        scene = await story.archived(team["clerk"])
        other = await sits("clerk2")
        assert (await other.asks(f"/console/transfers/{scene.transfer}/{file}")).status_code == 404

    async def test_before_the_archive_there_is_nothing(self, clerk, team, file):
        scene = await story.settling(team["clerk"])
        answer = await clerk.asks(f"/console/transfers/{scene.transfer}/{file}")
        assert (answer.status_code, answer.json()["code"]) == (404, "ARC-101")

    async def test_what_was_altered_is_not_handed_out(self, clerk, team, file):
        scene = await story.archived(team["clerk"])
        await Archive.filter(transfer=scene.transfer).update(signature="00" * 64)
        answer = await clerk.asks(f"/console/transfers/{scene.transfer}/{file}")
        assert (answer.status_code, answer.json()["code"]) == (409, "ARC-102")
        assert (await last_line()).action != "archive.packed"
