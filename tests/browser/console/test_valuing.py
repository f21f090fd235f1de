"""评估参数 and 批量评估 in a browser: a trial before terms are in force, a batch whose progress shows by itself."""

import pytest
from playwright.async_api import expect

from tests.browser.console.conftest import ready
from tests.transfers.desk import run_jobs

pytestmark = pytest.mark.browser

SHEET = "品牌型号,车辆类型,使用性质,注册日期,新车价\n东南牌DN7152HAS,小型轿车,非营运,2019-03-28,128800\n"


async def test_a_manager_tries_terms_before_they_count(opens):
    page = await opens("manager", "/console/terms")
    await page.get_by_label("残值率").fill("0.1")
    await page.get_by_role("button", name="试算").click()
    trial = page.get_by_role("region", name="试算结果")
    await expect(trial).to_contain_text("128800.00 × 10% = 12880.00")
    await ready(page)
    await trial.get_by_role("button", name="确认生效").click()
    await page.get_by_role("dialog").get_by_role("button", name="确认生效").click()
    await expect(page.get_by_role("region", name="历次参数")).to_contain_text("现行")
    await expect(page.get_by_label("残值率")).to_have_value("0.1")


async def test_a_batch_shows_its_end_by_itself(opens):
    page = await opens("clerk", "/console/batches/")
    file = {"name": "车辆.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    await page.locator("input[type=file]").set_input_files(file)
    await page.get_by_role("button", name="上传并评估").click()
    await expect(page.get_by_text("0 / 1").last).to_be_visible()
    await run_jobs("appraisal.batch")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="下载结果").click()
    assert (await download.value).suggested_filename == "车辆-评估结果.xlsx"
