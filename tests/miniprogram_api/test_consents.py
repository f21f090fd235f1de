"""Consent texts and decisions; the phone by SMS or by WeChat (同意与手机号)."""

import pytest

from backend.settings import Settings
from tests.miniprogram_api.caller import Caller, Site
from tests.sandbox.running import RunningSandbox


@pytest.fixture
async def fresh(seller: Caller) -> Caller:
    """林卖 at the very beginning."""
    await seller.phone.begins()
    return seller


class TestConsent:
    async def test_it_works(self, fresh: Caller):
        text = await fresh.ask("GET", "/consents/privacy")
        assert text["text"].startswith("# 个人信息处理告知书")
        await fresh.ask("POST", f"{fresh.mine}/consents/privacy", {"decision": "given", "version": text["version"]})
        assert (await fresh.phone.tasks())["consent_privacy"] == "done"

    async def test_refusing_the_face_is_an_answer_too(self, begun: Caller):
        version = (await begun.ask("GET", "/consents/face"))["version"]
        await begun.ask("POST", f"{begun.mine}/consents/face", {"decision": "refused", "version": version})
        assert (await begun.phone.tasks())["selfie"] == "done"

    async def test_a_text_that_is_no_longer_in_force(self, fresh: Caller):
        old = {"decision": "given", "version": "2020-01-01"}
        assert await fresh.refused("POST", f"{fresh.mine}/consents/privacy", old) == "COL-108"

    async def test_a_kind_that_there_is_not(self, fresh: Caller):
        assert await fresh.refused("GET", "/consents/cookies") == "REQ-404"

    async def test_taking_the_face_back(self, begun: Caller):
        await begun.ask("POST", f"{begun.mine}/consents/face/withdraw")
        assert (await begun.phone.tasks())["selfie"] == "done"

    async def test_taking_privacy_back_deletes_everything(self, begun: Caller):
        await begun.ask("POST", f"{begun.mine}/consents/privacy/withdraw")
        assert await begun.ask("GET", "/collections") == []

    async def test_nobody_decides_for_somebody_else(self, fresh: Caller, outsider: Caller):
        version = (await fresh.ask("GET", "/consents/face"))["version"]
        decision = {"decision": "given", "version": version}
        assert await outsider.refused("POST", f"{fresh.mine}/consents/face", decision) == "COL-101"


class TestPhoneBySms:
    async def agreed(self, caller: Caller) -> None:
        await caller.phone.agrees()

    async def test_it_works(self, fresh: Caller):
        await self.agreed(fresh)
        sent = await fresh.ask("POST", f"{fresh.mine}/phone-code", {"mobile": fresh.phone.who.phone})
        assert "****" in sent["phone"] and 50 <= sent["retry_after"] <= 60
        await fresh.ask("POST", f"{fresh.mine}/phone", {"code": await fresh.phone.sms_code()})
        assert (await fresh.phone.tasks())["phone"] == "done"

    async def test_a_wrong_code_is_counted_and_says_so(self, fresh: Caller):
        await self.agreed(fresh)
        await fresh.ask("POST", f"{fresh.mine}/phone-code", {"mobile": fresh.phone.who.phone})
        right = await fresh.phone.sms_code()
        wrong = {"code": "000000" if right != "000000" else "111111"}
        codes = [await fresh.refused("POST", f"{fresh.mine}/phone", wrong) for _ in range(5)]
        assert codes == ["SMS-102"] * 4 + ["SMS-104"]

    async def test_too_soon_again(self, fresh: Caller):
        await self.agreed(fresh)
        body = {"mobile": fresh.phone.who.phone}
        await fresh.ask("POST", f"{fresh.mine}/phone-code", body)
        assert await fresh.refused("POST", f"{fresh.mine}/phone-code", body) == "RATE-101"
        assert 0 < int(fresh.last.headers["retry-after"]) <= 60

    async def test_the_same_request_sent_twice_sends_one_message(self, fresh: Caller):
        await self.agreed(fresh)
        body, key = {"mobile": fresh.phone.who.phone}, {"Idempotency-Key": "one-tap"}
        first = await fresh.ask("POST", f"{fresh.mine}/phone-code", body, headers=key)
        assert await fresh.ask("POST", f"{fresh.mine}/phone-code", body, headers=key) == first

    @pytest.mark.parametrize("mobile", ["123", "02012345678", "2" * 11])
    async def test_not_a_mobile(self, fresh: Caller, mobile: str):
        await self.agreed(fresh)
        assert await fresh.refused("POST", f"{fresh.mine}/phone-code", {"mobile": mobile}) == "SMS-101"

    async def test_not_before_consent(self, fresh: Caller):
        body = {"mobile": fresh.phone.who.phone}
        assert await fresh.refused("POST", f"{fresh.mine}/phone-code", body) == "COL-106"


class TestPhoneByWechat:
    @pytest.fixture
    def outside(self, with_sandbox: Settings) -> Settings:
        return with_sandbox

    async def test_it_works(self, site: Site, fresh: Caller, sandbox: RunningSandbox):
        await fresh.phone.agrees()
        code = sandbox.codes_for("lin-mai")["phone_code"]
        await fresh.ask("POST", f"{fresh.mine}/phone/wechat", {"code": code})
        assert (await fresh.phone.tasks())["phone"] == "done"

    async def test_a_wrong_code(self, fresh: Caller):
        await fresh.phone.agrees()
        assert await fresh.refused("POST", f"{fresh.mine}/phone/wechat", {"code": "made-up"}) == "WX-101"
