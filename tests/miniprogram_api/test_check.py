"""The public check page: the QR leads here; it tells the standing of a paper, judges a file, and names nobody."""

import httpx
import pytest

from backend import documents
from backend.documents.sealing.finish import finish
from backend.kit import tools
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from tests.miniprogram_api.caller import Site
from tests.support.sets import all_eight, everybody_signs, one_line, shown

CONTRACT = [one for one in all_eight() if one.kind == "sales_contract"]
PEOPLE = ("林卖", "陈买", "350102199003074515", "13800000001")


@pytest.fixture
async def contract(site: Site) -> tuple[str, bytes, bytes]:
    """A sealed contract: its id, its bytes as shown, and as sealed."""
    kit = tools.installed()
    set_id = await shown(kit, CONTRACT)
    (one,) = (await documents.set_facts(set_id)).documents
    before = (await documents.pdf_of(kit, one.id))[1]
    await everybody_signs(set_id)
    await finish(kit, None, set_id)
    return one.id, before, (await documents.pdf_of(kit, one.id))[1]


async def hands_in(site: Site, document: str, file: bytes | None, **headers: str) -> httpx.Response:
    files = {"file": ("paper.pdf", file, "application/pdf")} if file is not None else {"other": ("x", b"x")}
    return await site.client.post(f"/v/{document}", files=files, headers=headers)


async def test_it_tells_what_the_paper_is_and_where_the_one_in_force_lies(site, contract):
    text = (await site.client.get(f"/v/{contract[0]}")).text
    for told in ("二手车买卖合同", CONTRACT[0].number, "有效", "电子印章", "PAdES B-B", "核对文件"):
        assert told in text, told
    newer = (await documents.set_facts(await shown(tools.installed(), CONTRACT))).documents[0].id
    after = (await site.client.get(f"/v/{contract[0]}")).text
    assert "已被新版本取代" in after and f'href="/v/{newer}"' in after
    assert not [one for one in PEOPLE if one in text + after]


async def test_one_that_there_is_not(site):
    assert (await site.client.get("/v/nothing")).status_code == 404
    assert (await hands_in(site, "nothing", b"%PDF")).status_code == 404


async def test_each_answer_is_in_words(site, contract):
    name, before, whole = contract
    files = {"签署前版本": before, "盖章后被改动": whole + b"\n%", "不是本平台文书": one_line("theirs")}
    # A form on another site does no harm either: nothing is changed for anybody.
    original = await hands_in(site, name, whole, **{"sec-fetch-site": "cross-site"})
    assert original.status_code == 200 and "与原件一致" in original.text and "verdict_good" in original.text
    for words, file in files.items():
        assert words in (await hands_in(site, name, file)).text, words
    async with unit_of_work(SYSTEM) as work:
        await documents.void(work, "transfer1", "过户已撤销")
    text = (await hands_in(site, name, whole)).text
    assert "与原件一致" in text and "但这份文书已作废" in text and "verdict_good" not in text
    assert not [one for one in PEOPLE if one in text + original.text]


async def test_what_cannot_be_compared_is_told_on_the_page(site, contract):
    nothing, large = await hands_in(site, contract[0], None), await hands_in(site, contract[0], b"0" * 10_000_001)
    assert nothing.status_code == 422 and "请先选择要核对的 PDF 文件" in nothing.text
    assert large.status_code == 413 and "超过 10 MB" in large.text
    # It cannot be asked without end.
    answers = [(await hands_in(site, contract[0], contract[1])).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
