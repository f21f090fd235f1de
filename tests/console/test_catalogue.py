"""车型库 in the console: looking models up, maintaining them, sending a catalogue in pieces."""

import pytest

from backend import vehicles
from backend.kit.audit import latest
from backend.kit.jobs import Relay
from tests.support.pools import ThreadedPools
from tests.vehicles.files import checked

DN = {"brand_model": "东南牌DN7152HAS", "new_price": "94000", "seats": "5", "price_valid_from": "2012-03-01"}
FILE = "brand_model,new_price,seats\n东南牌DN7152HAS,94000,5\n五菱牌LZW6450PY,48800,700\n".encode()


@pytest.fixture
async def manager(sits):
    return await sits("manager")


@pytest.fixture
async def admin(sits):
    return await sits("admin")


@pytest.fixture
async def model(manager) -> str:
    answer = await manager.posts("/console/api/catalogue/models", DN)
    assert answer.status_code == 201
    return answer.json()["id"]


class TestList:
    async def test_it_works(self, manager, model):
        page = (await manager.page("/console/catalogue")).text
        assert "东南牌DN7152HAS" in page
        assert "94,000.00" in page
        assert "共 1 个车型" in page

    async def test_an_empty_catalogue_says_what_to_do(self, manager, admin):
        assert "请联系系统管理员导入" in (await manager.page("/console/catalogue")).text
        assert "/console/catalogue/imports" in (await admin.page("/console/catalogue")).text

    async def test_nothing_found_leads_back(self, manager, model):
        page = (await manager.page("/console/catalogue?q=XYZ&page=99999999999&origin=x")).text
        assert "没有符合条件的车型" in page

    async def test_a_clerk_is_kept_out(self, clerk):
        for path in ("", "/new", "/imports", "/template/csv"):
            assert (await clerk.asks(f"/console/catalogue{path}")).json()["code"] == "AUTH-102"


class TestModel:
    async def test_its_page_shows_its_prices(self, manager, model):
        page = (await manager.page(f"/console/catalogue/models/{model}")).text
        assert "历史新车价" in page
        assert "2012-03-01" in page

    async def test_a_new_one_is_filled_in_from_the_address(self, manager):
        page = (await manager.page("/console/catalogue/new?brand_model=%3Cb%3EDN&seats=5")).text
        assert 'value="&lt;b&gt;DN"' in page

    async def test_a_manager_changes_its_price(self, manager, model):
        body = DN | {"version": 1, "new_price": "89,900", "price_valid_from": ""}
        assert (await manager.posts(f"/console/api/catalogue/models/{model}", body)).json() == {"version": 2}
        page = (await manager.page(f"/console/catalogue/models/{model}")).text
        assert "89,900.00" in page
        assert "94,000.00" in page
        assert (await latest(1))[0].action == "catalogue.model_edited"

    async def test_a_stale_page_is_told(self, manager, model):
        await manager.posts(f"/console/api/catalogue/models/{model}/retire", {"version": 1, "retired": "true"})
        answer = await manager.posts(f"/console/api/catalogue/models/{model}", DN | {"version": 1})
        assert answer.json()["code"] == "CAT-103"

    async def test_a_wrong_cell_is_named(self, manager, model):
        answer = await manager.posts(f"/console/api/catalogue/models/{model}", DN | {"version": 1, "seats": "9000"})
        assert (answer.status_code, answer.json()["field"]) == (422, "seats")

    async def test_a_clerk_changes_nothing(self, clerk, model):
        answer = await clerk.posts(f"/console/api/catalogue/models/{model}", DN | {"version": 1})
        assert answer.json()["code"] == "AUTH-102"


async def sends(seat, content: bytes, name: str = "a.csv", piece: int = 40) -> str:
    """Send a file in pieces and return where the import is to be seen."""
    begun = await seat.posts("/console/api/catalogue/uploads", {"name": name, "size": len(content)})
    address = f"/console/api/catalogue/uploads/{begun.json()['upload']}"
    for offset in range(0, len(content), piece):
        headers = {"X-CSRF-Token": seat.csrf, "Upload-Offset": str(offset)}
        answer = await seat.client.patch(address, content=content[offset : offset + piece], headers=headers)
        assert answer.json()["offset"] == min(offset + piece, len(content))
    finished = await seat.posts(f"{address}/finish")
    assert finished.status_code == 201
    return finished.json()["go"]


class TestImport:
    async def test_it_works(self, admin, monkeypatch):
        monkeypatch.setattr("backend.vehicles.jobs.Pools", ThreadedPools)
        go = await sends(admin, FILE)
        assert "正在核对文件" in (await admin.page(go)).text
        await Relay(None).drain()
        page = (await admin.page(go)).text
        assert "导入完成" in page
        assert "座位数应是 1 至 300 的整数" in page
        report = await admin.page(f"{go}/rejected.csv")
        assert report.content.startswith(b"\xef\xbb\xbf")
        assert "3,座位数,700" in report.text
        assert (await vehicles.list_models("DN7152")).total == 1
        assert "a.csv" in (await admin.page("/console/catalogue/imports")).text

    async def test_a_file_that_cannot_be_read_says_why(self, admin, monkeypatch):
        monkeypatch.setattr("backend.vehicles.jobs.Pools", ThreadedPools)
        go = await sends(admin, b"PK\x03\x04 no workbook", "a.xlsx")
        await Relay(None).drain()
        assert "文件已损坏" in (await admin.page(go)).text

    @pytest.mark.parametrize(
        ("name", "size", "code"), [("a.pdf", 5, "TBL-101"), ("a.csv", 0, "TBL-102"), ("a.xlsx", 10**9, "TBL-105")]
    )
    async def test_a_wrong_file_is_refused_before_it_is_sent(self, admin, name: str, size: int, code: str):
        answer = await admin.posts("/console/api/catalogue/uploads", {"name": name, "size": size})
        assert answer.json()["code"] == code

    async def test_a_manager_imports_nothing(self, manager):
        answer = await manager.posts("/console/api/catalogue/uploads", {"name": "a.csv", "size": 5})
        assert answer.json()["code"] == "AUTH-102"

    @pytest.mark.parametrize("offset", ["", "-1", "x", "٣", "9" * 30])
    async def test_a_piece_without_a_place_is_malformed(self, admin, offset: str):
        headers = {"X-CSRF-Token": admin.csrf, "Upload-Offset": offset.encode()}
        answer = await admin.client.patch(f"/console/api/catalogue/uploads/{'0' * 20}", content=b"x", headers=headers)
        assert answer.status_code == 400


class TestTemplate:
    async def test_it_can_be_imported_as_it_is(self, manager, tmp_path):
        for kind in ("csv", "xlsx"):
            answer = await manager.page(f"/console/catalogue/template/{kind}")
            file = tmp_path / f"template.{kind}"
            file.write_bytes(answer.content)
            told, rows = checked(file)
            assert (told.rows, [one for one in rows if "draft" not in one]) == (3, [])

    async def test_another_kind_is_not_found(self, manager):
        assert (await manager.asks("/console/catalogue/template/pdf")).status_code == 404
