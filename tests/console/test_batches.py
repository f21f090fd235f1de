"""The page of batches: a sheet goes up, its result comes down, what is wrong is said above the form."""

from io import BytesIO

from openpyxl import load_workbook

from backend.kit.models import Job

SHEET = "品牌型号,车辆类型,使用性质,注册日期,新车价\n东南牌DN7152HAS,小型轿车,非营运,2019-03-28,128800\n"


async def upload(seat, text: str, name: str = "车辆.csv"):
    files = {"file": (name, text.encode(), "text/csv")}
    return await seat.client.post(
        "/console/batches/", files=files, data={"csrf_token": seat.csrf}, headers={"Accept": "text/html"}
    )


class TestUpload:
    async def test_it_works(self, clerk):
        answer = await upload(clerk, SHEET)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/batches/")
        page = (await clerk.page("/console/batches/")).text
        assert "车辆.csv" in page
        assert "data-going" in page
        assert await Job.filter(name="appraisal.batch").count() == 1

    async def test_what_is_wrong_is_said_above_the_form(self, clerk):
        answer = await upload(clerk, "品牌型号\n东南牌DN7152HAS\n")
        assert answer.status_code == 422
        assert "第一行表头缺少“车辆类型”“使用性质”“注册日期”列" in answer.text
        assert "上传并评估" in answer.text

    async def test_a_form_without_a_file_is_refused(self, clerk):
        assert (await clerk.posts("/console/batches/")).json()["code"] == "APR-124"

    async def test_a_form_of_another_page_is_refused(self, clerk):
        clerk.csrf = "wrong"
        assert (await upload(clerk, SHEET)).status_code == 403


class TestDownload:
    async def test_the_template_opens(self, clerk):
        answer = await clerk.page("/console/batches/template")
        assert "attachment" in answer.headers["content-disposition"]
        assert load_workbook(BytesIO(answer.content)).active["B1"].value == "品牌型号"

    async def test_an_unknown_batch_is_not_found(self, clerk):
        assert (await clerk.asks("/console/batches/00000000000000000000/result")).json()["code"] == "APR-404"

    async def test_an_administrator_has_none(self, sits):
        assert (await (await sits("admin")).page("/console/batches/")).status_code == 403
