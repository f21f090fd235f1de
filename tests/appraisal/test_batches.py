"""A sheet of cars: read, valued row by row, each with a price or a reason; the result is harmless to open."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import Workbook, load_workbook

from backend import appraisal
from backend.appraisal.jobs import value_batch
from backend.appraisal.sheets.errors import BatchNotFound, BatchUnfinished
from backend.kit.errors import Refusal
from backend.kit.jobs import JobRun
from backend.kit.models import Job
from tests.appraisal.conftest import BRAND_MODEL

HEAD = "号牌号码,品牌型号,车辆识别代号,车辆类型,使用性质,注册日期,新车价（元）,变动系数,系数理由,评估基准日"
GOOD = f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,2019-03-28,,,,2022-06-20"


def csv(tmp_path, *rows: str, head: str = HEAD):
    path = tmp_path / "sheet"
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    return path


async def ran(kit, member, path, name="车辆.csv") -> str:
    """Start a batch as that member and let its job run; the batch's id."""
    sheet = await appraisal.read_sheet(name, path)
    batch = await member.does(appraisal.start_batch, sheet)
    job = await Job.get(name="appraisal.batch", key=batch)
    await value_batch(JobRun(job.name, job.key, job.arguments, 0, SimpleNamespace(kit=kit)))
    return batch


async def lines(member, batch: str) -> list[dict]:
    """The result's rows by heading."""
    _, data = await member.does(appraisal.batch_result, batch)
    head, *rows = load_workbook(BytesIO(data)).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


class TestBatch:
    @pytest.mark.parametrize(
        ("heading", "price"), [("新车价（万元）", "12.88"), ("指导价", "12.88万"), ("新车价", '"￥128,800元"')]
    )
    async def test_a_price_is_read_as_people_write_it(self, kit, team, tmp_path, heading, price):
        head = f"车辆型号,车辆类别,使用性质,上牌日期,{heading}"
        batch = await ran(kit, team["clerk"], csv(tmp_path, f"无此车型,K33,A,2019年3月28日,{price}", head=head))
        assert (await lines(team["clerk"], batch))[0]["采用新车价（元）"] == 128800

    async def test_it_works(self, kit, team, model, tmp_path):
        clerk = team["clerk"]
        batch = await ran(kit, clerk, csv(tmp_path, GOOD))
        facts = await clerk.does(appraisal.batch, batch)
        assert (facts.rows, facts.done, facts.priced, facts.file_name) == (1, 1, 1, "车辆.csv")
        assert facts.finished_at
        (line,) = await lines(clerk, batch)
        assert (line["基准价（元）"], line["评估价格（元）"], line["采用新车价（元）"]) == (
            102968.44,
            102968.44,
            128800,
        )
        assert (line["车型库车型"], line["匹配结论"], line["匹配得分"]) == (BRAND_MODEL, "车型一致", 100)
        assert "(180 − 38) ÷ 180 = 102968.44" in line["计算步骤"]
        assert line["未能评估的原因"] is None
        assert (await clerk.does(appraisal.batch_result, batch))[0] == "车辆-评估结果.xlsx"

    async def test_a_workbook_goes_as_well_as_a_csv(self, kit, team, model, tmp_path):
        book = Workbook()
        for row in (HEAD, GOOD):
            book.active.append(row.split(","))
        book.save(tmp_path / "sheet")
        batch = await ran(kit, team["clerk"], tmp_path / "sheet", "车辆.xlsx")
        assert (await lines(team["clerk"], batch))[0]["评估价格（元）"] == 102968.44

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("苏B00001,从来没有XX0000,,小型轿车,非营运,2019-03-28,,,,2022-06-20", "车型库中没有"),
            (f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,,,,,2022-06-20", "缺少注册日期"),
            (f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,2019-02-30,,,,2022-06-20", "不是日期"),
            (f"苏B00001,{BRAND_MODEL},,飞船,非营运,2019-03-28,,,,2022-06-20", "车辆类型"),
            (f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,2019-03-28,一万,,,2022-06-20", "新车价"),
            (f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,2019-03-28,,1e9,,2022-06-20", "变动系数"),
            (f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,2019-03-28,,0.1234567,理由,2022-06-20", "六位小数"),
            (f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,2019-03-28,,0.5,水淹,2022-06-20", "0.8 至 1.2"),
            (f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,2019-03-28,,0.9,,2022-06-20", "写明理由"),
            (f"苏B00001,{BRAND_MODEL},,小型轿车,非营运,2019-03-28,,,,2010-06-20", "晚于评估基准日"),
            (f"苏B00001,{'长' * 101},,小型轿车,非营运,2019-03-28,,,,", "超过 100 个字"),
            (f"苏B00001,{BRAND_MODEL}", "车辆类型"),
        ],
    )
    async def test_a_row_without_a_price_says_why_and_stops_no_other(self, kit, team, model, tmp_path, row, reason):
        if "2010-06-20" in row:
            reason = "早于估价规则"
        batch = await ran(kit, team["clerk"], csv(tmp_path, row, GOOD))
        bad, good = await lines(team["clerk"], batch)
        assert reason in bad["未能评估的原因"]
        assert bad["评估价格（元）"] is None
        assert good["评估价格（元）"] == 102968.44
        assert (await team["clerk"].does(appraisal.batch, batch)).priced == 1

    async def test_what_the_starter_may_set_counts(self, kit, team, model, tmp_path):
        row = f",{BRAND_MODEL},,K33,A,2019/3/28,128800.00,0.5,水淹车,20220620"
        batch = await ran(kit, team["manager"], csv(tmp_path, row))
        assert (await lines(team["manager"], batch))[0]["评估价格（元）"] == 51484.22

    async def test_a_car_in_its_last_year_is_told(self, kit, team, model, tmp_path):
        row = f",{BRAND_MODEL},,小型轿车,营转非,2014-01-27,,,,2023-06-20"
        batch = await ran(kit, team["clerk"], csv(tmp_path, row))
        assert "不予办理转让登记" in (await lines(team["clerk"], batch))[0]["报废提示"]

    async def test_run_twice_it_is_the_same(self, kit, team, model, tmp_path):
        batch = await ran(kit, team["clerk"], csv(tmp_path, GOOD))
        before = await lines(team["clerk"], batch)
        await value_batch(JobRun("appraisal.batch", batch, {"batch": batch}, 1, SimpleNamespace(kit=kit)))
        assert await lines(team["clerk"], batch) == before

    async def test_another_stations_batch_is_not_found(self, kit, team, model, tmp_path):
        batch = await ran(kit, team["clerk"], csv(tmp_path, GOOD))
        for act in (appraisal.batch, appraisal.batch_result):
            with pytest.raises(BatchNotFound):
                await team["clerk2"].does(act, batch)
        assert await team["clerk2"].does(appraisal.batches) == ()
        assert len(await team["clerk"].does(appraisal.batches)) == 1

    async def test_there_is_no_result_before_the_end(self, team, model, tmp_path):
        sheet = await appraisal.read_sheet("a.csv", csv(tmp_path, GOOD))
        batch = await team["clerk"].does(appraisal.start_batch, sheet)
        with pytest.raises(BatchUnfinished):
            await team["clerk"].does(appraisal.batch_result, batch)


class TestReadSheet:
    @pytest.mark.parametrize(
        ("rows", "head", "name", "code"),
        [
            ((), HEAD, "a.csv", "APR-123"),
            ((GOOD,), "号牌号码,品牌型号,车辆类型,使用性质", "a.csv", "APR-121"),
            ((GOOD,) * 5_001, HEAD, "a.csv", "APR-122"),
            ((GOOD,), HEAD, "a.pdf", "APR-124"),
        ],
    )
    async def test_it_refuses_a_sheet_as_a_whole(self, kit, tmp_path, rows, head, name, code):
        with pytest.raises(Refusal) as refused:
            await appraisal.read_sheet(name, csv(tmp_path, *rows, head=head))
        assert (refused.value.code, refused.value.field) == (code, "file")

    async def test_it_takes_as_many_rows_as_it_says(self, kit, tmp_path):
        sheet = await appraisal.read_sheet("a.csv", csv(tmp_path, *(GOOD,) * 5_000))
        assert (len(sheet.rows), sheet.rows[-1]["line"]) == (5_000, "5001")

    async def test_its_own_template_is_readable(self, kit, tmp_path):
        (tmp_path / "sheet").write_bytes(appraisal.template_sheet())
        (row,) = (await appraisal.read_sheet("t.xlsx", tmp_path / "sheet")).rows
        assert (row["brand_model"], row["registered_on"]) == (BRAND_MODEL, "2019-03-28")


class TestResult:
    async def test_a_formula_that_came_in_goes_out_as_text(self, kit, team, model, tmp_path):
        row = '=HYPERLINK("http://x"),' + GOOD.partition(",")[2]
        batch = await ran(kit, team["clerk"], csv(tmp_path, row))
        _, data = await team["clerk"].does(appraisal.batch_result, batch)
        cells = [cell for line in load_workbook(BytesIO(data)).active.iter_rows() for cell in line]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
