"""公章图样: what is drawn, what is taken from outside, and which one papers get."""

import io
import struct
import zlib
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from backend import seals
from backend.kit.actor import Actor, Role
from backend.kit.audit import about, verify
from backend.kit.errors import Refusal
from backend.seals import SealPlace, SealWords
from backend.seals.errors import SealNameUndrawable
from backend.seals.pictures.draw import LONGEST_NAME, draw_seal
from backend.seals.pictures.images import KEPT_SIDE, cleaned
from tests.seals.papers import STATION, two_pages

RED = (206, 22, 32, 230)
MANAGER = Actor("staff", "manager", frozenset({Role.MANAGER}), STATION)


def seal_picture(side: int = 500, mode: str = "RGBA", size: tuple[int, int] | None = None) -> Image.Image:
    """A red ring on nothing, not quite filling its picture."""
    image = Image.new("RGBA", size or (side, side), (255, 255, 255, 0))
    width, height = image.size
    ImageDraw.Draw(image).ellipse((20, 20, width - 20, height - 20), outline=RED, width=max(8, width // 25))
    return image.convert(mode)


def png(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG whose header promises 30,000 by 30,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def refusal(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        cleaned(data)
    assert "请" in caught.value.sentence
    return caught.value.code


class TestDrawing:
    def test_it_works(self):
        words = SealWords("无锡锡山二手车交易市场", number="3200000000001")
        made = draw_seal(words)
        assert made == draw_seal(words)
        with Image.open(io.BytesIO(made)) as image:
            alpha, colours = image.getchannel("A"), image.convert("RGB").getcolors()
            assert image.size == (800, 800)
        assert len(colours) == 1
        assert alpha.getpixel((2, 2)) == 0 and alpha.getpixel((400, 390)) > 180
        assert cleaned(made)
        clear = alpha.histogram()[0] / (800 * 800)
        assert 0.6 < clear < 0.85

    @pytest.mark.parametrize("letters", [4, LONGEST_NAME])
    def test_names_of_any_length_stay_between_ring_and_star(self, letters):
        with Image.open(io.BytesIO(draw_seal(SealWords("鑫" * letters)))) as image:
            alpha = image.getchannel("A")
        # A circle just inside the ring and one just outside the star are crossed by nothing.
        for radius in (0.455, 0.205):
            ring = Image.new("L", alpha.size, 0)
            edge = (0.5 - radius) * 800
            ImageDraw.Draw(ring).ellipse((edge, edge, 800 - edge, 800 - edge), outline=255, width=3)
            # Only the upper half: the use stands below.
            ring.paste(0, (0, 420, 800, 800))
            inked = Image.composite(alpha, Image.new("L", alpha.size, 0), ring)
            assert inked.getextrema()[1] < 60, radius

    @pytest.mark.parametrize(
        "words", [SealWords("鑫"), SealWords("鑫" * (LONGEST_NAME + 1)), SealWords("市场\U0003ffff")]
    )
    def test_what_cannot_be_drawn_is_refused(self, words):
        with pytest.raises(SealNameUndrawable, match="上传图样"):
            draw_seal(words)


class TestJudging:
    def test_it_works(self):
        info = PngImagePlugin.PngInfo()
        info.add_text("Author", "somebody")
        made = cleaned(png(seal_picture(1600), pnginfo=info))
        with Image.open(io.BytesIO(made)) as image:
            assert (image.mode, image.size, image.info) == ("RGBA", (KEPT_SIDE, KEPT_SIDE), {})
            # Cut to the seal: the margin of the file is gone, so that 42 mm are 42 mm.
            assert image.getchannel("A").getbbox() == (0, 0, KEPT_SIDE, KEPT_SIDE)

    @pytest.mark.parametrize("mode", ["LA", "P"])
    def test_other_ways_of_transparency(self, mode):
        image = seal_picture().convert("LA") if mode == "LA" else seal_picture().quantize(16)
        assert cleaned(png(image))

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "SEAL-202"),
            (b"\x89PNG\r\n\x1a\n" + bytes(2_000_001), "SEAL-203"),
            (bomb(), "SEAL-203"),
            (png(Image.new("RGBA", (4001, 10), (0, 0, 0, 0))), "SEAL-203"),
            (b"\xff\xd8\xff\xe0 a photograph", "SEAL-204"),
            (b"%PDF-1.7", "SEAL-204"),
            (b"hello", "SEAL-204"),
            (png(seal_picture(), save_all=True, append_images=[seal_picture(400).resize((500, 500))]), "SEAL-204"),
            (png(seal_picture())[:400], "SEAL-205"),
            (png(seal_picture().convert("RGB")), "SEAL-206"),
            (png(Image.new("RGBA", (500, 500), RED)), "SEAL-206"),
            (png(Image.alpha_composite(Image.new("RGBA", (500, 500), "white"), seal_picture())), "SEAL-206"),
            (png(Image.new("RGBA", (500, 500), (255, 0, 0, 0))), "SEAL-207"),
            (png(Image.new("RGBA", (500, 500), (255, 0, 0, 12))), "SEAL-207"),
            (png(seal_picture(200)), "SEAL-208"),
            # Hardly a clear point between its lines, and yet size is what is wrong with it.
            (png(seal_picture(500).resize((60, 60)).point(lambda value: min(255, value + 20))), "SEAL-208"),
            (png(seal_picture(size=(1500, 500))), "SEAL-209"),
        ],
    )
    def test_what_is_no_seal_is_refused(self, data, code):
        assert refusal(data) == code


class TestKeeping:
    async def test_it_works(self, kit, work_of):
        first = await seals.keep_image(kit, MANAGER, STATION, png(seal_picture()))
        assert not first.active and first.by == MANAGER.name
        async with work_of(MANAGER) as work:
            assert (await seals.use_image(work, STATION, first.id)).active
        second = await seals.keep_image(kit, MANAGER, STATION, png(seal_picture(700)))
        async with work_of(MANAGER) as work:
            await seals.use_image(work, STATION, second.id)
        assert [(one.id, one.active) for one in await seals.images_of(STATION)] == [
            (second.id, True),
            (first.id, False),
        ]
        assert await seals.stations_with_image() == {STATION}
        with Image.open(io.BytesIO(await seals.image_bytes(kit, STATION, first.id))) as image:
            assert image.size == (461, 461)

    async def test_each_change_is_in_the_audit_log_once(self, kit, work_of):
        kept = await seals.keep_image(kit, MANAGER, STATION, png(seal_picture()))
        again = await seals.keep_image(kit, MANAGER, STATION, png(seal_picture()))
        for _ in range(2):
            async with work_of(MANAGER) as work:
                await seals.use_image(work, STATION, kept.id)
        assert again == kept
        assert sorted(one["action"] for one in await about([STATION])) == ["seal.image_kept", "seal.image_used"]

    async def test_an_exchanged_picture_breaks_the_audit_chain(self, kit):
        kept = await seals.keep_image(kit, MANAGER, STATION, png(seal_picture()))
        assert (await verify(kit.objects))[1] is None
        await kit.objects.put(f"seals/{kept.sha256}", png(seal_picture(700)), replace=True)
        assert (await verify(kit.objects))[1] is not None

    async def test_a_demo_station_gets_one_once(self, kit):
        demo = replace(kit, settings=kit.settings.model_copy(update={"demo": True}))
        for name in ("某某二手车交易市场", "改名后的二手车交易市场"):
            await seals.plant_demo(demo, STATION, SealWords(name))
        (planted,) = await seals.images_of(STATION)
        assert planted.active and planted.by == "system"

    async def test_another_stations_picture_is_none_of_ours(self, kit, work_of):
        theirs = await seals.keep_image(kit, MANAGER, "station0000000000002", png(seal_picture()))
        with pytest.raises(Refusal, match="没有这张"):
            await seals.image_bytes(kit, STATION, theirs.id)
        with pytest.raises(Refusal, match="没有这张"):
            async with work_of(MANAGER) as work:
                await seals.use_image(work, STATION, theirs.id)

    async def test_a_real_site_draws_no_seal(self, kit):
        with pytest.raises(Refusal, match="已备案"):
            await seals.draw_image(kit, MANAGER, STATION, SealWords("某某二手车交易市场"))
        assert await seals.images_of(STATION) == []

    async def test_a_sample_shows_it_where_it_will_stand(self, kit):
        place = SealPlace(page=1, x=380, y=640, w=119, h=119)
        shown = await seals.try_image(kit, two_pages(), [place], png(seal_picture(600)))
        page = pypdfium2.PdfDocument(shown)[1].render(scale=1).to_pil().convert("RGB")
        red = [(x, y) for x in range(0, 595, 3) for y in range(0, 842, 3) if page.getpixel((x, y))[1] < 120]
        inside = [(x, y) for x, y in red if 379 <= x <= 500 and 639 <= y <= 760]
        assert len(inside) > 40
        assert sum(y > 600 for _, y in red) == len(inside)
