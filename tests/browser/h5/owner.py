"""A person with a phone (车主): does on the pages what people do, and looks only at what people see."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, expect

from backend.collection.tasks import EVIDENCE_KINDS
from backend.sandbox.people import Person, person
from tests.sandbox.running import RunningSandbox
from tests.support.story import photograph


@dataclass
class Owner:
    """One of the cast; ``collection`` is known once it was begun.

    ``party_kind`` company: comes for the own company. ``principal``: the key of the person on whose behalf one comes.
    """

    page: Page
    key: str
    sandbox: RunningSandbox
    party_kind: str = "person"
    principal: str = ""
    collection: str = ""

    @property
    def who(self) -> Person:
        """The person's papers."""
        return person(self.key)

    @property
    def holder(self) -> Person:
        """Whose papers go in as the party's: the principal's, where one acts for somebody."""
        return person(self.principal or self.key)

    async def opens(self, path: str) -> Page:
        """A page, ready to be touched."""
        await self.page.goto(path)
        await self.ready()
        return self.page

    async def ready(self) -> None:
        """Until the page's parts are alive."""
        await self.page.wait_for_selector("html.kit-ready")

    async def logs_in(self, path: str = "/h5/") -> None:
        """Through WeChat's page, and back to where one wanted to go."""
        await self.opens(path)
        await self.page.get_by_role("link", name="微信登录").click()
        await self.page.wait_for_url("**/connect/oauth2/**")
        await self.page.locator(f"a[href*='{self.key}']").first.click()
        await self.page.wait_for_url(f"**{path}")
        await self.ready()

    async def begins(self) -> None:
        """From the home page."""
        await self.page.get_by_role("button", name="开始办理").click()
        await self.page.wait_for_url("**/h5/c/*")
        self.collection = self.page.url.rsplit("/", 1)[-1]
        await self.ready()

    async def goes_on(self) -> str:
        """To whatever is next: a task's key, or ``review``."""
        await self.opens(f"/h5/c/{self.collection}/next")
        return self.page.url.rsplit("/", 1)[-1]

    async def does(self, task: str, role: str = "seller") -> None:
        """One task, until the page leads on."""
        if task in EVIDENCE_KINDS:
            await self.photographs(task)
        else:
            await {
                "consent_privacy": self.consents,
                "consent_face": self.consents_to_face,
                "phone": self.proves_phone,
                "party": lambda: self.chooses(role),
                "identity": self.confirms,
                "agent_identity": self.confirms,
                "vehicle": self.confirms,
                "condition": self.tells,
                "signature": self.signs,
            }[task]()
        await self.page.wait_for_url(lambda url: not url.endswith(f"/t/{task}"))

    async def consents(self) -> None:
        await self.page.get_by_role("checkbox").check()
        await self.page.get_by_role("button", name="同意并继续").click()

    async def consents_to_face(self) -> None:
        await self.page.get_by_role("button", name="同意，在手机上拍照").click()

    async def proves_phone(self) -> None:
        await self.page.get_by_label("手机号码").fill(self.who.phone)
        await self.page.get_by_role("button", name="获取验证码").click()
        await expect(self.page.get_by_text("验证码已发出")).to_be_visible()
        await self.page.get_by_label("短信验证码").fill(await self.code_by_sms("SMS_CODE"))
        await self.page.get_by_role("button", name="验证并继续").click()

    async def code_by_sms(self, template: str, than: int = 0) -> str:
        """The newest code of a text of that template, once there are more than ``than``."""
        for _ in range(100):
            codes = await asyncio.to_thread(self.sandbox.sms_codes, self.who.phone, template)
            if len(codes) > than:
                return codes[0]
            await asyncio.sleep(0.1)
        raise AssertionError("no text came")

    async def confirms_by_sms(self) -> None:
        """Asks for the signing code, and types what the text says."""
        before = len(await asyncio.to_thread(self.sandbox.sms_codes, self.who.phone, "SMS_SIGN"))
        await self.page.get_by_role("button", name="获取确认码").click()
        await expect(self.page.get_by_text("确认码已发到")).to_be_visible()
        await self.page.get_by_label("短信确认码").fill(await self.code_by_sms("SMS_SIGN", before))

    async def chooses(self, role: str) -> None:
        await self.page.get_by_label("我卖车" if role == "seller" else "我买车").check()
        if self.party_kind == "company":
            await self.page.get_by_label("企业或其他单位").check()
        else:
            await self.page.get_by_label("个人", exact=False).first.check()
            await self.page.get_by_label("受委托代办" if self.principal else "本人办理").check()
        await self.page.get_by_role("button", name="继续").click()

    async def photographs(self, task: str) -> None:
        """Through the file picker, as on a desktop or after a refused camera."""
        file = await asyncio.to_thread(self.picture_file, task)
        await self.page.locator(".shot__choose input[type=file]").set_input_files(file)
        await self.page.locator("[data-shot-use]").click()
        await self.page.get_by_role("link", name="下一步").click()

    def picture_file(self, task: str) -> str:
        """A generated photograph of this person's paper; an agent's ``id_…`` tasks are about the principal's card."""
        folder = Path(tempfile.gettempdir()) / "cwt-story-photographs"
        holder = self.holder if task in {"id_front", "id_back"} else self.who
        photograph(task, holder)
        return str(folder / f"{holder.key}-{task}.jpg")

    async def confirms(self) -> None:
        """What was read is what stands on the card; where it is not, the owner types it."""
        await self.page.wait_for_selector("form.confirm:not(.confirm_reading)", timeout=90_000)
        await self.page.get_by_role("button", name="核对无误，继续").click()

    async def tells(self) -> None:
        """The car's mileage, and that it met with nothing."""
        await self.page.get_by_label("行驶里程（公里）").fill("86000")
        for choice in await self.page.locator("select").all():
            await choice.select_option("无")
        await self.page.get_by_role("button", name="如实填写，继续").click()

    async def signs(self) -> None:
        await self.writes()
        await self.page.get_by_role("button", name="提交签名").click()

    async def writes(self) -> None:
        """A name of five strokes on the pad."""
        pad = self.page.locator("canvas")
        await pad.scroll_into_view_if_needed()
        box = await pad.bounding_box()
        assert box
        for stroke in range(5):
            x, y = box["x"] + 40 + stroke * 50, box["y"] + 40
            await self.page.mouse.move(x, y)
            await self.page.mouse.down()
            for step in range(10):
                await self.page.mouse.move(x + step * 3, y + step * 7)
            await self.page.mouse.up()
        await expect(self.page.get_by_text("签名已写好。")).to_be_visible()
