"""The guided capture as the mini-program asks for it (真人检测接口)."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

from backend.kit.clock import moved_by
from backend.verification.liveness.challenge import Action, Plan, Step
from tests.miniprogram_api.caller import Caller
from tests.verification.liveness.pictures import filmed


def plan(asked: dict[str, Any]) -> Plan:
    """The plan as the phone understands it."""
    steps = tuple(Step(Action(one["action"]), one["starts_ms"], one["ends_ms"]) for one in asked["steps"])
    return Plan(steps, asked["every_ms"])


def body(asked: dict[str, Any], **how: Any) -> dict[str, Any]:
    """What the phone sends."""
    frames = filmed(plan(asked), **how)
    coded = [{"t_ms": one.t_ms, "step": one.step, "jpeg": b64encode(one.jpeg).decode()} for one in frames]
    return {"nonce": asked["nonce"], "frames": coded}


async def test_it_works(begun: Caller):
    here = f"{begun.mine}/liveness"
    assert (await begun.ask("GET", here))["state"] == "none"
    asked = await begun.ask("POST", f"{here}/challenges")
    assert all(step["say"].startswith("请") for step in asked["steps"])
    assert asked["longest_edge"] == 640
    sent = body(asked)
    with moved_by(timedelta(seconds=20)):
        found = await begun.ask("POST", here, sent)
        assert (found["state"], found["verdict"]) == ("judging", "")
        # The answer was lost: the same frames once more are the same capture.
        assert await begun.ask("POST", here, sent) == found
    shown = await begun.send("GET", f"/evidence/{found['selfie']}/display")
    assert shown.content.startswith(b"\xff\xd8")
    assert (await begun.phone.tasks())["selfie"] == "done"


async def test_others_get_nowhere(begun: Caller, outsider: Caller):
    here = f"{begun.mine}/liveness"
    asked = await begun.ask("POST", f"{here}/challenges")
    assert await outsider.refused("POST", f"{here}/challenges") == "COL-101"
    assert await outsider.refused("GET", here) == "COL-101"
    assert await outsider.refused("POST", here, body(asked)) == "LIV-101"


async def test_what_is_no_capture(begun: Caller):
    here = f"{begun.mine}/liveness"
    asked = await begun.ask("POST", f"{here}/challenges")
    frame = {"t_ms": 0, "step": 0, "jpeg": "!!"}
    assert await begun.refused("POST", here, {"nonce": asked["nonce"], "frames": [frame]}) == "REQ-422"
    text = {**frame, "jpeg": b64encode(b"no picture").decode()}
    assert await begun.refused("POST", here, {"nonce": asked["nonce"], "frames": [text]}) == "PIC-101"


async def test_the_page_offers_it_and_every_way_around(begun: Caller):
    here = f"/h5/c/{begun.phone.collection}"
    shown = (await begun.page(f"{here}/t/selfie")).text
    assert f'href="{here}/liveness"' in shown
    page = (await begun.page(f"{here}/liveness")).text
    for way in (f'href="{here}/t/selfie"', f'href="{here}/t/consent_face"', 'aria-live="assertive"'):
        assert way in page
    await begun.phone.agrees(face="refused")
    turned = await begun.page(f"{here}/liveness")
    assert turned.headers["location"] == f"{here}/t/selfie"
