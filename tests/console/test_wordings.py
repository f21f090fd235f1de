"""Words of documents on the console: who may change which, preview, in force, blank forms."""

from base64 import b64decode

import pytest

from backend.kit import clock

AT = "/console/api/wordings/wuxi/sales_contract"


def words(title: str) -> dict[str, object]:
    return {"words": {"texts/title": title}, "valid_from": clock.today().isoformat(), "note": "按市局通知"}


class TestWhoMay:
    async def test_a_clerk_prints_but_changes_nothing(self, clerk):
        page = (await clerk.page("/console/wordings")).text
        assert "空白表" in page and "修改文本" not in page
        assert (await clerk.page("/console/wordings/wuxi/sales_contract")).status_code == 403
        assert (await clerk.posts(AT, words("甲"))).status_code == 403

    async def test_a_manager_keeps_to_the_own_city(self, sits):
        manager = await sits("manager")
        elsewhere = "/console/api/wordings/fuzhou/sales_contract"
        assert (await manager.posts(elsewhere, words("甲"))).status_code == 403
        assert (await manager.posts(f"{elsewhere}/preview", words("甲"))).status_code == 403
        assert (await manager.page("/console/wordings/fuzhou/sales_contract")).status_code == 404
        assert (await manager.page("/console/wordings/fuzhou/sales_contract/blank")).status_code == 404

    async def test_an_administrator_leads_every_city(self, sits):
        admin = await sits("admin")
        assert 'aria-current="true"' in (await admin.page("/console/wordings?city=fuzhou")).text
        assert (await admin.posts("/console/api/wordings/fuzhou/sales_contract", words("甲"))).status_code == 201


class TestChanging:
    async def test_preview_then_in_force(self, sits):
        manager = await sits("manager")
        shown = await manager.posts(f"{AT}/preview", {"words": {"texts/title": "无锡二手车买卖合同"}})
        pages = shown.json()["pages"]
        assert len(pages) >= 2
        assert b64decode(pages[0].partition(",")[2])[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
        assert "改动 1 段" not in (await manager.page("/console/wordings")).text
        kept = await manager.posts(AT, words("无锡二手车买卖合同"))
        assert kept.json() == {"go": "/console/wordings/wuxi/sales_contract"}
        page = (await manager.page("/console/wordings/wuxi/sales_contract")).text
        assert "无锡二手车买卖合同</textarea>" in page and "原文：二手车买卖合同" in page and "按市局通知" in page
        assert "改动 1 段" in (await manager.page("/console/wordings")).text

    async def test_what_cannot_be_used_is_named_beside_its_box(self, sits):
        refused = await (await sits("manager")).posts(f"{AT}/preview", {"words": {"texts/title": "合同 {nobody}"}})
        assert refused.status_code == 422
        assert refused.json()["code"] == "DOC-131" and refused.json()["field"] == "texts/title"

    async def test_no_such_kind(self, sits):
        manager = await sits("manager")
        assert (await manager.posts("/console/api/wordings/wuxi/nothing", words("甲"))).status_code == 404
        assert (await manager.page("/console/wordings/wuxi/nothing")).status_code == 404


@pytest.mark.parametrize("which", ["blank", "sample"])
async def test_forms_print(clerk, which):
    sent = await clerk.page(f"/console/wordings/wuxi/transfer_confirmation/{which}")
    assert sent.headers["content-type"] == "application/pdf"
    assert sent.content.startswith(b"%PDF-")
