"""文书查验 in a browser: a PDF dropped on the page, or chosen without any script, is judged."""

import base64
import os

import pytest
from playwright.async_api import expect

from backend import documents
from backend.documents.sealing.finish import finish
from backend.kit import tools
from tests.support.sets import all_eight, everybody_signs, shown

pytestmark = pytest.mark.browser

# A file as it comes from a folder or a mail: only a real drop event carries one.
DROP = """([target, bytes]) => {
  const data = new DataTransfer();
  const content = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
  data.items.add(new File([content], "contract.pdf", { type: "application/pdf" }));
  const form = document.querySelector(target);
  for (const type of ["dragenter", "dragover", "drop"])
    form.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


async def test_a_dropped_pdf_is_judged_and_the_page_fits(phones):
    kit = tools.installed()
    set_id = await shown(kit, [one for one in all_eight() if one.kind == "sales_contract"])
    await everybody_signs(set_id)
    await finish(kit, None, set_id)
    (one,) = (await documents.set_facts(set_id)).documents
    pdf = (await documents.pdf_of(kit, one.id))[1]
    page = (await phones("lin-mai")).page
    await page.goto(f"/v/{one.id}")
    await page.wait_for_selector("[data-kit-ready=yes]")
    await _shoot(page, "page")
    await page.evaluate(DROP, [".drop", base64.b64encode(pdf).decode()])
    await expect(page.get_by_role("heading", name="与原件一致")).to_be_visible()
    await expect(page.locator(".verdict")).to_be_focused()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await _shoot(page, "same")
    # By keyboard and without any script: choose, press the button.
    plain = (await phones("chen-mai", java_script_enabled=False, viewport={"width": 1280, "height": 900})).page
    await plain.goto(f"/v/{one.id}")
    changed = pdf[:-200] + bytes([pdf[-200] ^ 1]) + pdf[-199:]
    await plain.get_by_label("选择收到的 PDF 文件").set_input_files(
        {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": changed}
    )
    await plain.get_by_role("button", name="核对文件").press("Enter")
    await expect(plain.get_by_role("heading", name="盖章后被改动")).to_be_visible()
    await _shoot(plain, "altered")


async def _shoot(page, name: str) -> None:
    if folder := os.environ.get("CWT_TEST_SHOTS"):
        await page.screenshot(path=f"{folder}/check-{name}.png", full_page=True)
