"""Resumable uploads, pictures back, readings (影像)."""

import hashlib
import io

import pytest
from PIL import Image

from backend.collection.models import Evidence
from backend.collection.photos.read import keep_reading
from miniprogram_api.routes.photos import CHUNK
from tests.collection.cast import photo
from tests.miniprogram_api.caller import Caller


async def announced(caller: Caller, data: bytes, kind: str = "id_front") -> str:
    """The id of a new upload."""
    about = {"kind": kind, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    begun = await caller.ask("POST", f"{caller.mine}/uploads", about)
    assert (begun["offset"], begun["chunk"]) == (0, CHUNK)
    return str(begun["upload"])


async def piece(caller: Caller, upload: str, data: bytes, offset: int):
    """Send one piece."""
    headers = {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
    return await caller.send("PATCH", f"/uploads/{upload}", content=data, headers=headers)


async def uploaded(caller: Caller, data: bytes, kind: str = "id_front") -> dict[str, str]:
    """The answer to a whole upload."""
    upload = await announced(caller, data, kind)
    await piece(caller, upload, data, 0)
    answer: dict[str, str] = await caller.ask("POST", f"/uploads/{upload}/finish")
    return answer


class TestUpload:
    async def test_it_works(self, begun: Caller):
        kept = await uploaded(begun, photo(3))
        assert kept["kind"] == "id_front"
        assert (await begun.phone.tasks())["id_front"] == "done"

    async def test_it_goes_on_after_a_lost_connection(self, begun: Caller):
        data = photo(4)
        upload = await announced(begun, data)
        await piece(begun, upload, data[:1000], 0)
        (waiting,) = await begun.ask("GET", f"{begun.mine}/uploads")
        assert (waiting["upload"], waiting["offset"], waiting["kind"]) == (upload, 1000, "id_front")
        lost = await piece(begun, upload, data[:1000], 0)
        assert (lost.status_code, lost.json()["code"], lost.json()["facts"]) == (409, "UP-103", {"offset": 1000})
        await piece(begun, upload, data[1000:], 1000)
        await begun.ask("POST", f"/uploads/{upload}/finish")

    async def test_finishing_early_says_where_to_go_on(self, begun: Caller):
        upload = await announced(begun, photo(5))
        assert await begun.refused("POST", f"/uploads/{upload}/finish") == "UP-104"

    async def test_damaged_on_the_way(self, begun: Caller):
        data = photo(6)
        upload = await announced(begun, data)
        await piece(begun, upload, data[:-1] + b"x", 0)
        assert await begun.refused("POST", f"/uploads/{upload}/finish") == "UP-105"

    async def test_the_same_bytes_again_are_the_same_evidence(self, begun: Caller):
        data = photo(7)
        first = await uploaded(begun, data)
        assert await uploaded(begun, data) == first

    async def test_announcing_twice_with_one_key_is_one_upload(self, begun: Caller):
        about, key = {"kind": "id_front", "size": 10}, {"Idempotency-Key": "one-tap"}
        first = await begun.ask("POST", f"{begun.mine}/uploads", about, headers=key)
        assert await begun.ask("POST", f"{begun.mine}/uploads", about, headers=key) == first

    async def test_giving_up(self, begun: Caller):
        upload = await announced(begun, photo(8))
        await begun.ask("DELETE", f"/uploads/{upload}")
        assert await begun.refused("GET", f"/uploads/{upload}") == "UP-101"

    async def test_somebody_elses_upload_cannot_be_named(self, begun: Caller, outsider: Caller):
        upload = await announced(begun, photo(9))
        assert await outsider.refused("GET", f"/uploads/{upload}") == "UP-101"
        refused = await piece(outsider, upload, b"x", 0)
        assert refused.json()["code"] == "UP-101"

    async def test_an_offset_that_is_none(self, begun: Caller):
        upload = await announced(begun, photo(9))
        refused = await begun.send("PATCH", f"/uploads/{upload}", content=b"x", headers={"Upload-Offset": "-1"})
        assert (refused.status_code, refused.json()["code"]) == (400, "REQ-400")


class TestWhatIsNoPhotograph:
    async def test_a_pdf_named_jpg(self, begun: Caller):
        data = b"%PDF-1.7\n" + b"x" * 3000
        upload = await announced(begun, data)
        await piece(begun, upload, data, 0)
        assert await begun.refused("POST", f"/uploads/{upload}/finish") == "PIC-101"

    async def test_a_decompression_bomb(self, begun: Caller):
        out = io.BytesIO()
        Image.new("1", (20_000, 10_000)).save(out, "PNG")
        upload = await announced(begun, out.getvalue())
        await piece(begun, upload, out.getvalue(), 0)
        assert await begun.refused("POST", f"/uploads/{upload}/finish") == "PIC-104"

    async def test_more_than_a_photograph_may_have(self, begun: Caller):
        about = {"kind": "id_front", "size": 13_000_000}
        assert await begun.refused("POST", f"{begun.mine}/uploads", about) == "UP-102"

    async def test_of_a_task_that_does_not_apply(self, begun: Caller):
        about = {"kind": "business_licence", "size": 1000}
        assert await begun.refused("POST", f"{begun.mine}/uploads", about) == "COL-105"

    async def test_before_consent(self, seller: Caller):
        await seller.phone.begins()
        about = {"kind": "id_front", "size": 1000}
        assert await seller.refused("POST", f"{seller.mine}/uploads", about) == "COL-106"


class TestPicture:
    @pytest.mark.parametrize("variant", ["display", "thumbnail"])
    async def test_it_works(self, begun: Caller, variant: str):
        evidence = await begun.phone.photographs("id_front")
        shown = await begun.send("GET", f"/evidence/{evidence}/{variant}")
        picture = Image.open(io.BytesIO(shown.content))
        assert (picture.format, dict(picture.getexif())) == ("JPEG", {})

    async def test_the_original_stays_sealed(self, begun: Caller):
        evidence = await begun.phone.photographs("id_front")
        assert await begun.refused("GET", f"/evidence/{evidence}/original") == "REQ-404"

    async def test_others_never_see_it(self, begun: Caller, outsider: Caller):
        evidence = await begun.phone.photographs("id_front")
        assert await outsider.refused("GET", f"/evidence/{evidence}/display") == "COL-113"


class TestReading:
    async def test_it_waits_and_then_tells(self, begun: Caller):
        evidence = await begun.phone.photographs("id_front")
        assert (await begun.ask("GET", f"/evidence/{evidence}/reading"))["status"] == "pending"
        await keep_reading(evidence, {"name": {"value": "林卖", "confidence": 0.99, "box": [1, 2, 3, 4]}}, [])
        read = await begun.ask("GET", f"/evidence/{evidence}/reading")
        assert (read["status"], read["fields"]["name"]["value"]) == ("done", "林卖")

    async def test_insisting_on_a_doubted_picture(self, begun: Caller):
        evidence = await begun.phone.photographs("id_front")
        await keep_reading(evidence, {}, ["not_a_card"])
        assert (await begun.phone.tasks())["id_front"] == "todo"
        await begun.ask("POST", f"/evidence/{evidence}/keep")
        assert (await begun.phone.tasks())["id_front"] == "done"
        assert (await Evidence.get(public_id=evidence)).kept

    async def test_others_never_read_it(self, begun: Caller, outsider: Caller):
        evidence = await begun.phone.photographs("id_front")
        assert await outsider.refused("GET", f"/evidence/{evidence}/reading") == "COL-101"
