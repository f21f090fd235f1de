"""真人检测 by Aliyun: one picture of a capture, through the real SDK and the sandbox."""

from io import BytesIO

import pytest
from PIL import Image

from backend.gateways.faces import open_liveness
from backend.kit.errors import VendorTrouble
from backend.sandbox.pages.papers import drawn
from backend.sandbox.people import person
from backend.settings import settings_from


@pytest.fixture
async def service(sandbox):
    chosen = {"CWT_LIVENESS_PROVIDER": "aliyun", "CWT_AUTHORITY_ENDPOINT": sandbox.url}
    opened = open_liveness(settings_from(chosen))
    yield opened
    await opened.close()


def frame(width: int = 480, height: int = 640) -> bytes:
    """As our page takes them."""
    out = BytesIO()
    Image.open(BytesIO(drawn(person("lin-mai"), "selfie"))).resize((width, height)).save(out, "JPEG", quality=82)
    return out.getvalue()


def test_nobody_outside_is_asked_by_default():
    assert open_liveness(settings_from({})) is None


async def test_it_works(service, sandbox):
    told = await service.ask(frame())
    assert (told.alive, told.code, told.cost_fen) == (True, "200", 30)
    assert told.request_id
    (asked,) = sandbox.get("cloudauth.json")["asked"]
    assert (asked["title"], asked["about"]) == ("静默活体", "")


@pytest.mark.parametrize("size", [(240, 320), (640, 480), (2160, 2880)])
async def test_any_frame_is_made_to_fit(service, size):
    assert (await service.ask(frame(*size))).alive is True


@pytest.mark.parametrize(
    ("outcome", "alive", "code", "cost"),
    [("risk", False, "205", 30), ("differs", False, "205", 30), ("no_photo", None, "419", 0)],
)
async def test_what_is_no_living_person_is_told(service, sandbox, outcome, alive, code, cost):
    sandbox.post("cloudauth/outcome", outcome=outcome)
    told = await service.ask(frame())
    assert (told.alive, told.code, told.cost_fen) == (alive, code, cost)
    assert told.sentence.endswith("。")


@pytest.mark.parametrize(
    ("fault", "reason", "retry"),
    [("arrears", "412", False), ("system_error", "500", True), ("wrong_signature", None, False)],
)
async def test_a_vendor_in_trouble_is_no_answer(service, sandbox, fault, reason, retry):
    sandbox.misbehave("aliyun_cloudauth", fault, 1)
    with pytest.raises(VendorTrouble) as caught:
        await service.ask(frame())
    assert caught.value.retry is retry and caught.value.reason == (reason or caught.value.reason)


async def test_too_many_failures_today_ask_a_person(service, sandbox):
    sandbox.misbehave("aliyun_cloudauth", "too_many", 1)
    told = await service.ask(frame())
    assert (told.alive, told.code) == (None, "418")
