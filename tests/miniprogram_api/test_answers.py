"""Confirming what was read, and the signature (核对与签名)."""

import pytest

from backend.collection.models import Signature
from backend.collection.photos.read import keep_reading
from tests.collection.cast import card, vehicle
from tests.miniprogram_api.caller import Caller


def ink(span: float = 0.8, points: int = 24) -> dict[str, object]:
    """A stroke across the pad and one down it."""
    across = [{"x": span * i / points, "y": 0.5, "t": i * 16, "p": 0.5} for i in range(points)]
    down = [{"x": span / 2, "y": span * i / points, "t": 500 + i * 16, "p": 0.4} for i in range(points)]
    return {"box": {"w": 320, "h": 160}, "strokes": [across, down]}


class TestConfirm:
    async def test_it_works(self, begun: Caller):
        page = await begun.ask("GET", f"{begun.mine}/confirm/identity")
        assert next(iter(page["labels"])) == "name" and page["status"] == "done"
        body = {"fields": card(begun.phone.who)}
        assert "name" in (await begun.ask("POST", f"{begun.mine}/confirm/identity", body))["changed"]

    async def test_it_waits_while_a_card_is_read(self, begun: Caller):
        evidence = await begun.phone.photographs("id_front")
        assert (await begun.ask("GET", f"{begun.mine}/confirm/identity"))["status"] == "pending"
        await keep_reading(evidence, {"name": {"value": "林买", "confidence": 0.7, "box": None}}, [])
        page = await begun.ask("GET", f"{begun.mine}/confirm/identity")
        assert (page["status"], page["values"]["name"]) == ("done", "林买")

    async def test_a_correction_is_remembered_as_one(self, begun: Caller):
        evidence = await begun.phone.photographs("id_front")
        await keep_reading(evidence, {"name": {"value": "林买", "confidence": 0.7, "box": None}}, [])
        await begun.ask("POST", f"{begun.mine}/confirm/identity", {"fields": card(begun.phone.who)})
        rows = {row["label"]: row for row in await begun.ask("GET", f"{begun.mine}/review")}
        assert (rows["姓名"]["value"], rows["姓名"]["source"]) == ("林卖", "corrected")

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"id_number": "350102199003079931"}, "ID-102", "id_number"),
            ({"id_number": "123"}, "ID-101", "id_number"),
            ({"valid_from": "2001-01-01", "valid_to": "2021-01-01"}, "ID-104", "valid_to"),
            ({"name": ""}, "ID-100", "name"),
        ],
    )
    async def test_what_is_wrong_stands_beside_its_field(self, begun: Caller, changes, code: str, field: str):
        body = {"fields": card(begun.phone.who, **changes)}
        assert await begun.refused("POST", f"{begun.mine}/confirm/identity", body) == code
        assert begun.last.json()["field"] == field

    async def test_a_doubtful_vin_needs_the_tick(self, begun: Caller):
        fields = vehicle(begun.phone.who)
        fields["vin"] = fields["vin"][:8] + ("0" if fields["vin"][8] != "0" else "1") + fields["vin"][9:]
        assert await begun.refused("POST", f"{begun.mine}/confirm/vehicle", {"fields": fields}) == "VEH-104"
        await begun.ask("POST", f"{begun.mine}/confirm/vehicle", {"fields": fields, "checked": True})

    async def test_a_task_that_is_none(self, begun: Caller):
        assert await begun.refused("GET", f"{begun.mine}/confirm/selfie") == "COL-105"

    async def test_nobody_answers_for_somebody_else(self, begun: Caller, outsider: Caller):
        body = {"fields": card(begun.phone.who)}
        assert await outsider.refused("POST", f"{begun.mine}/confirm/identity", body) == "COL-101"


class TestSignature:
    async def test_it_works(self, begun: Caller):
        kept = await begun.ask("POST", f"{begun.mine}/signature", {"signature": ink()})
        row = await Signature.get(public_id=kept["signature"])
        assert (row.width, row.height, len(row.strokes)) == (320, 160, 2)
        assert row.strokes[0][1]["x"] == pytest.approx(320 * 0.8 / 24, abs=0.01)

    async def test_a_dot_is_none(self, begun: Caller):
        body = {"signature": ink(span=0.01)}
        assert await begun.refused("POST", f"{begun.mine}/signature", body) == "COL-114"

    async def test_strokes_that_no_pad_sends(self, begun: Caller):
        body = {"signature": {"box": {"w": 0, "h": 1}, "strokes": []}}
        assert await begun.refused("POST", f"{begun.mine}/signature", body) == "REQ-422"
        far = ink()
        far["strokes"] = [[{"x": 40, "y": 0, "t": 0, "p": 1}]]
        assert await begun.refused("POST", f"{begun.mine}/signature", {"signature": far}) == "COL-115"
