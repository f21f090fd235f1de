"""图片安全解码: told by content, judged before decoding, shown without a trace of where it was taken."""

import io
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFilter

from backend.kit.images import (
    COMPLAINTS,
    NotAPicture,
    PictureBroken,
    PictureLimits,
    PictureTooLarge,
    PictureTooSmall,
    PictureUnsupported,
    Quality,
    TooManyPixels,
    display_copy,
    inspect,
    quality_of,
    thumbnail,
)


def card(width=1200, height=800, mode="RGB"):
    """A desk with a card of dark lines on it; its top left corner is red."""
    image = Image.new("RGB", (width, height), (120, 120, 110))
    draw = ImageDraw.Draw(image)
    draw.rectangle((width * 0.1, height * 0.1, width * 0.9, height * 0.9), fill=(215, 220, 225))
    for line in range(8):
        for word in range(20):
            x, y = width * (0.15 + word * 0.035), height * (0.2 + line * 0.08)
            draw.rectangle((x, y, x + width * 0.02, y + height * 0.025), fill=(30, 30, 40))
    draw.rectangle((0, 0, width // 10, height // 10), fill=(255, 0, 0))
    return image.convert(mode)


def saved(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png_header(width, height, body=b""):
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"")


class TestInspect:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_it_works(self, kind):
        data = saved(card(), kind)
        facts = inspect(data)
        assert (facts.format, facts.width, facts.height) == (kind, 1200, 800)
        assert (facts.exif_orientation, facts.size, facts.upright) == (1, len(data), (1200, 800))
        assert facts.media_type == f"image/{kind.lower()}"

    def test_it_tells_how_the_phone_was_held(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        facts = inspect(saved(card(), exif=exif))
        assert (facts.exif_orientation, facts.upright) == (6, (800, 1200))

    def test_a_phones_picture_of_two_is_a_picture(self):
        data = saved(card(), "MPO", save_all=True, append_images=[card()])
        assert inspect(data).format == "JPEG"
        assert opened(display_copy(data)).size == (1200, 800)

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"%PDF-1.7\n%...", "PDF"),
            (b"PK\x03\x04....", "压缩包"),
            (b"\x00\x00\x00\x18ftypmp42....", "视频"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "矢量图"),
            (b"\xef\xbb\xbf <!DOCTYPE html>", "网页"),
            (b"MZ\x90\x00", "程序"),
            (b"", "空文件"),
            (b"hello", "其他类型"),
        ],
    )
    def test_it_says_what_a_file_really_is(self, data, what):
        with pytest.raises(NotAPicture) as refusal:
            inspect(data)
        assert what in refusal.value.sentence

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"\x00\x00\x00\x18ftypheic....", "HEIC"),
            (b"\x00\x00\x00\x18ftypavif....", "AVIF"),
            (saved(card(), "GIF"), "GIF"),
            (saved(card(), "BMP"), "BMP"),
            (saved(card(), "TIFF"), "TIFF"),
        ],
    )
    def test_it_refuses_other_pictures_and_says_what_to_do(self, data, what):
        with pytest.raises(PictureUnsupported) as refusal:
            inspect(data)
        assert what in refusal.value.sentence
        assert "JPG" in refusal.value.sentence or "兼容性最佳" in refusal.value.sentence

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_it_refuses_moving_pictures(self, kind):
        with pytest.raises(PictureUnsupported, match="动态"):
            inspect(saved(card(), kind, save_all=True, append_images=[card().transpose(Image.Transpose.ROTATE_180)]))

    def test_it_refuses_too_many_bytes(self):
        with pytest.raises(PictureTooLarge, match="12 MB"):
            inspect(b"\xff\xd8\xff" + b"x" * 12_000_000)

    @pytest.mark.parametrize(("width", "height"), [(20_000, 10_000), (8_000, 6_000), (12_000, 8_000), (65_000, 65_000)])
    def test_it_refuses_too_many_pixels_by_the_header_alone(self, width, height):
        started = time.perf_counter()
        for look in (inspect, display_copy, quality_of):
            with pytest.raises(TooManyPixels):
                look(png_header(width, height))
        assert time.perf_counter() - started < 1

    def test_a_bomb_with_a_small_header_fills_no_memory(self):
        bomb = png_header(400, 400, zlib.compress(b"\x00" * 200_000_000, 9))
        started = time.perf_counter()
        inspect(bomb)  # the decoder stops after the pixels that the header promised
        assert time.perf_counter() - started < 1

    def test_a_metadata_bomb_is_refused_or_ignored(self):
        def chunk(name, data):
            return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

        text = chunk(b"zTXt", b"comment\x00\x00" + zlib.compress(b"x" * 300_000_000, 9))
        good = saved(card(), "PNG")
        started = time.perf_counter()
        with pytest.raises(PictureBroken):
            inspect(good[:33] + text + good[33:])
        assert time.perf_counter() - started < 2

    @pytest.mark.parametrize(("width", "height"), [(299, 1000), (1000, 299), (1, 1)])
    def test_it_refuses_too_few_pixels(self, width, height):
        with pytest.raises(PictureTooSmall, match=f"{width}×{height}"):
            inspect(saved(Image.new("RGB", (width, height))))

    def test_limits_can_be_told(self):
        limits = PictureLimits(largest_bytes=1_000_000, largest_pixels=100_000, short_edge=10)
        with pytest.raises(TooManyPixels):
            inspect(saved(card()), limits)
        assert inspect(saved(Image.new("RGB", (20, 20))), limits).width == 20

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
    def test_it_refuses_a_file_cut_short(self, kind, share):
        data = saved(card(), kind)
        for look in (inspect, display_copy, quality_of):
            with pytest.raises(PictureBroken):
                look(data[: int(len(data) * share)])

    def test_whatever_bytes_are_damaged_the_answer_is_a_picture_or_a_refusal(self):
        generator = np.random.default_rng(7)
        for kind in ("JPEG", "PNG", "WEBP"):
            whole = saved(card(400, 320), kind)
            for _ in range(60):
                data = bytearray(whole)
                for place in generator.integers(3, len(data), 5):
                    data[place] = generator.integers(0, 256)
                try:
                    assert opened(display_copy(bytes(data))).format == "JPEG"
                except (PictureBroken, NotAPicture, TooManyPixels, PictureTooSmall, PictureUnsupported):
                    continue


class TestDisplayCopy:
    def test_it_works(self):
        copy = opened(display_copy(saved(card(4000, 3000))))
        assert (copy.format, copy.size, copy.mode) == ("JPEG", (1600, 1200), "RGB")

    def test_it_never_enlarges(self):
        assert opened(display_copy(saved(card()))).size == (1200, 800)

    def test_it_takes_no_metadata_along(self):
        exif = Image.Exif()
        exif[0x010F] = "SecretCamera"
        exif.get_ifd(0x8825)[1] = "N"
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        original = saved(card(), exif=exif, icc_profile=profile, comment=b"SecretComment")
        assert b"SecretCamera" in original
        copy = display_copy(original)
        assert not any(word in copy for word in (b"Secret", b"Exif", b"ICC_PROFILE"))
        assert dict(opened(copy).getexif()) == {}

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_it_stands_upright_however_the_phone_was_held(self, orientation):
        turns = {1: [], 2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}
        stored = card()
        for turn in turns[orientation]:
            # How a camera held so stores the scene: the turn that the orientation tag undoes.
            stored = stored.transpose(Image.Transpose(turn))
        exif = Image.Exif()
        exif[0x0112] = orientation
        copy = opened(display_copy(saved(stored, exif=exif)))
        assert copy.size == (1200, 800)
        red, green, _ = copy.getpixel((20, 20))
        assert red > 200
        assert green < 60

    @pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
    def test_every_kind_of_pixel_becomes_rgb(self, mode):
        if mode == "I;16":
            image = Image.fromarray(np.full((800, 1200), 40_000, dtype=np.uint16))
        else:
            image = card(mode="RGBA" if mode == "LA" else "RGB").convert(mode)
        copy = opened(display_copy(saved(image, "PNG")))
        assert (copy.mode, copy.size) == ("RGB", (1200, 800))
        if mode == "I;16":
            assert abs(copy.getpixel((600, 400))[0] - 40_000 / 256) < 4

    def test_what_is_transparent_is_white(self):
        copy = opened(display_copy(saved(Image.new("RGBA", (400, 400), (0, 0, 0, 0)), "PNG")))
        assert min(copy.getpixel((200, 200))) > 250

    def test_cmyk_is_understood(self):
        copy = opened(display_copy(saved(card(mode="CMYK"))))
        red, green, _ = copy.getpixel((20, 20))
        assert red > 180 > 90 > green

    def test_a_profile_that_is_nonsense_is_ignored(self):
        assert opened(display_copy(saved(card(), icc_profile=b"nonsense" * 20))).size == (1200, 800)

    def test_a_thumbnail_is_small(self):
        small = thumbnail(saved(card(4000, 3000)))
        assert opened(small).size == (320, 240)
        assert len(small) < 30_000


class TestQuality:
    def test_it_works(self):
        quality = quality_of(saved(card(3000, 2000)))
        assert quality.sharpness > 200
        assert 100 < quality.brightness < 200
        assert quality.overexposed < 0.01
        assert quality.short_edge == 2000
        assert quality.complaints() == []

    def test_a_blurred_picture_measures_far_less(self):
        blurred = quality_of(saved(card(3000, 2000).filter(ImageFilter.GaussianBlur(12))))
        assert blurred.sharpness < 15
        assert blurred.complaints() == ["blurred"]

    def test_size_alone_changes_little(self):
        large, small = quality_of(saved(card(4000, 2666))), quality_of(saved(card(1500, 1000)))
        assert 0.5 < large.sharpness / small.sharpness < 2

    def test_dark_and_glaring_pictures_are_told(self):
        assert quality_of(saved(card().point(lambda value: value // 8))).complaints() == ["too_dark"]
        assert quality_of(saved(card().point(lambda value: min(255, value * 3)))).complaints() == ["overexposed"]

    def test_small_pictures_are_told_and_every_complaint_has_its_sentence(self):
        assert quality_of(saved(card(600, 400))).complaints() == ["too_small"]
        assert quality_of(saved(card(600, 400))).complaints(short_edge=400) == []
        everything = Quality(sharpness=1, brightness=200, overexposed=0.9, short_edge=10).complaints()
        assert {*everything, "too_dark"} == set(COMPLAINTS)
