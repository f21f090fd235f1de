"""Pictures from strangers (图片安全解码): what they really are, and copies that are safe to show.

Nothing is decoded before its header has been judged. The original bytes are evidence and stay as they came; what
people and documents see is a copy, upright, in sRGB, without metadata (a phone writes where it stood into its photos).
Everything here computes: call it through ``Pools.in_thread``.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import ExifTags, Image, ImageCms

from backend.kit.errors import Refusal

# By content, never by name: the decoders a phone's pictures need, and no other of Pillow's forty.
FORMATS: Final = ("JPEG", "PNG", "WEBP")

DISPLAY_EDGE = 1600
DISPLAY_QUALITY = 82
THUMBNAIL_EDGE = 320
# A face that fills the picture is then a dozen squares wide, and nobody's.
VEIL_SQUARES = 16
THUMBNAIL_QUALITY = 75

# Sharpness is compared at one scale, because a large picture of the same blur has softer edges.
QUALITY_EDGE = 1000
OVEREXPOSED_FROM = 250
# Generated card photographs measure 650 sharp, 70 with a blur of 0.1 % of the long edge (readable), 9 with 0.2 % (not).
BLURRED_BELOW = 15
# The same photographs measure 154; a card that a person can still make out in a dark room about 50.
DARK_BELOW = 45
# A card on a white sheet reaches a quarter without losing a letter.
OVEREXPOSED_SHARE = 0.4

COMPLAINTS: Final = {
    "too_small": "照片太小，请靠近一些拍摄，让证件占满取景框。",
    "too_dark": "光线太暗，请到明亮处或打开闪光灯重拍。",
    "overexposed": "照片过曝或反光，请换个角度避开灯光重拍。",
    "blurred": "照片模糊，请擦净镜头、拿稳手机、对焦清楚后重拍。",
}

_SRGB = ImageCms.createProfile("sRGB")


class NotAPicture(Refusal):
    """The file is something else, whatever its name says (不是图片)."""

    code = "PIC-101"
    status = 415
    say = "这不是照片，而是{kind}。请上传 JPG 或 PNG 格式的照片。"


class PictureUnsupported(Refusal):
    """A picture, but of a kind we do not take: HEIC, GIF, a moving picture (图片格式不支持)."""

    code = "PIC-102"
    status = 415
    say = "暂不支持{kind}。{fix}"


class PictureTooLarge(Refusal):
    """More bytes than a photograph may have (图片文件过大)."""

    code = "PIC-103"
    status = 413
    say = "照片文件超过 {megabytes} MB，请改用手机相机的标准画质重新拍摄。"


class TooManyPixels(Refusal):
    """More pixels than we decode, said by the header alone (图片像素过多)."""

    code = "PIC-104"
    status = 413
    say = "照片超过 {wan} 万像素，请改用手机相机的标准画质重新拍摄。"


class PictureTooSmall(Refusal):
    """Fewer pixels than anybody could read a card from (图片过小)."""

    code = "PIC-105"
    status = 422
    say = "照片太小（{width}×{height}），看不清内容。请上传原图，不要上传截图或缩略图。"


class PictureBroken(Refusal):
    """Cut short, or damaged inside (图片损坏)."""

    code = "PIC-106"
    status = 422
    say = "照片文件不完整或已损坏，打不开。请重新拍摄或重新选择这张照片。"


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """How large a picture may be; ``short_edge`` in pixels is the least of its two sides."""

    largest_bytes: int = 12_000_000
    largest_pixels: int = 40_000_000
    short_edge: int = 300


LIMITS: Final = PictureLimits()


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What a picture is. ``width`` and ``height`` are as stored; people see it turned by ``exif_orientation`` (1–8)."""

    format: str
    width: int
    height: int
    exif_orientation: int
    size: int

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height as people see it."""
        return (self.height, self.width) if self.exif_orientation >= 5 else (self.width, self.height)

    @property
    def media_type(self) -> str:
        """``image/jpeg`` and the like, told by the content."""
        return f"image/{self.format.lower()}"


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a picture shows what it shows, measured on its grey copy of 1,000 pixels.

    ``sharpness`` is the variance of the Laplacian (hundreds when sharp, below 15 when nothing can be read),
    ``brightness`` the mean of 0–255, ``overexposed`` the share of pixels that are nearly white.
    """

    sharpness: float
    brightness: float
    overexposed: float
    short_edge: int

    def complaints(self, short_edge: int = 600) -> list[str]:
        """What a person should be told before sending it, as keys of :data:`COMPLAINTS`; empty when it looks well.

        These are hints, not verdicts: the limits let every doubtful picture pass, and the recogniser has the last word.
        """
        found = {
            "too_small": self.short_edge < short_edge,
            "too_dark": self.brightness < DARK_BELOW,
            "overexposed": self.overexposed > OVEREXPOSED_SHARE,
            # A dark picture is mostly noise, whose sharpness says nothing.
            "blurred": self.sharpness < BLURRED_BELOW and self.brightness >= DARK_BELOW,
        }
        return [complaint for complaint, holds in found.items() if holds]


def inspect(data: bytes, limits: PictureLimits = LIMITS) -> ImageFacts:
    """Judge a picture completely, by decoding it once; raises one of this module's refusals."""
    with _opened(data, limits) as (image, facts):
        image.load()
        return facts


def display_copy(
    data: bytes, max_edge: int = DISPLAY_EDGE, quality: int = DISPLAY_QUALITY, limits: PictureLimits = LIMITS
) -> bytes:
    """A JPEG to look at: upright, sRGB, no metadata, its longer side at most ``max_edge``; never enlarged."""
    image = _upright(data, max_edge, limits)
    image.thumbnail((max_edge, max_edge), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    # A new image carries nothing over: no EXIF, no profile, no thumbnail of what was cropped away.
    Image.frombytes("RGB", image.size, image.tobytes()).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def thumbnail(data: bytes, max_edge: int = THUMBNAIL_EDGE, limits: PictureLimits = LIMITS) -> bytes:
    """A small JPEG for lists, made like :func:`display_copy`."""
    return display_copy(data, max_edge, THUMBNAIL_QUALITY, limits)


def veiled(data: bytes) -> bytes:
    """One of our own copies in a few large squares: what kind of picture it is can be told, but no face, no letter."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = (max(1, round(edge * THUMBNAIL_EDGE / max(image.size))) for edge in image.size)
    few = [max(1, round(edge * VEIL_SQUARES / max(image.size))) for edge in image.size]
    squares = image.resize((few[0], few[1]), Image.Resampling.BOX)
    out = io.BytesIO()
    squares.resize((width, height), Image.Resampling.NEAREST).save(out, "JPEG", quality=THUMBNAIL_QUALITY)
    return out.getvalue()


def quality_of(data: bytes, limits: PictureLimits = LIMITS) -> Quality:
    """Measure a picture, so that a person can be told at once that it is blurred, dark or small."""
    with _opened(data, limits) as (_, facts):
        short_edge = min(facts.width, facts.height)
    image = _upright(data, QUALITY_EDGE, limits).convert("L")
    image.thumbnail((QUALITY_EDGE, QUALITY_EDGE), Image.Resampling.BOX)
    grey = np.asarray(image, dtype=np.float32)
    edges = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * grey[1:-1, 1:-1]
    return Quality(
        sharpness=float(edges.var()) if edges.size else 0.0,
        brightness=float(grey.mean()),
        overexposed=float((grey >= OVEREXPOSED_FROM).mean()),
        short_edge=short_edge,
    )


def _upright(data: bytes, enough: int, limits: PictureLimits) -> Image.Image:
    """The decoded picture in RGB as people see it; a JPEG is decoded no larger than needed for ``enough`` pixels."""
    with _opened(data, limits) as (image, facts):
        # Scaling inside the JPEG decoder makes a 12-megapixel photo four times cheaper and loses nothing we keep.
        image.draft("RGB", (enough, enough))
        image.load()
        profile = image.info.get("icc_profile")
        turned = _turned(image, facts.exif_orientation)
        return _in_srgb(turned, profile)


@contextmanager
def _opened(data: bytes, limits: PictureLimits) -> Iterator[tuple[Image.Image, ImageFacts]]:
    """The picture, its header judged, its pixels not yet decoded; decoders' errors become :class:`PictureBroken`."""
    if len(data) > limits.largest_bytes:
        raise PictureTooLarge(megabytes=limits.largest_bytes // 1_000_000)
    _refuse_other_kinds(data)
    too_many = TooManyPixels(wan=limits.largest_pixels // 10_000)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > limits.largest_pixels:
                raise too_many
            if min(width, height) < limits.short_edge:
                raise PictureTooSmall(width=width, height=height)
            # A JPEG of two pictures (MPO: a portrait's depth, a panorama's halves) shows its first and is no film.
            if image.format != "MPO" and getattr(image, "is_animated", False):
                raise PictureUnsupported(kind="动态图片", fix="请上传普通的静态照片。")
            kind = "JPEG" if image.format == "MPO" else str(image.format)
            yield image, ImageFacts(kind, width, height, _orientation(image), len(data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        # Pillow judges the header itself, above 89 megapixels; the warning is an error where warnings are.
        raise too_many from None
    except (Refusal, MemoryError):
        raise
    # Pillow's decoders raise nearly anything over damaged bytes: OSError, SyntaxError, struct.error, zlib.error …
    except Exception:
        raise PictureBroken from None


def _orientation(image: Image.Image) -> int:
    try:
        turned = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:
        return 1  # a damaged EXIF block is no reason to refuse a good picture
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1


TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB on white, in sRGB: an iPhone's photos are in Display P3 and look dull without their profile."""
    if image.mode.startswith("I"):
        # 16 bits a pixel: Pillow would clip to 255 instead of scaling.
        image = Image.fromarray((np.asarray(image, dtype=np.uint32) >> 8).astype(np.uint8))
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, source, ImageCms.ImageCmsProfile(_SRGB), outputMode="RGB")
            image = changed or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that does not fit its picture is ignored, as every viewer does
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("RGB")


# ISO base media brands (bytes 8–12 of the file) of still pictures; every other brand is a film.
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
USE_JPEG: Final = "请上传 JPG 或 PNG 格式的照片。"
USE_JPEG_ON_IPHONE: Final = "请在 iPhone“设置 → 相机 → 格式”中选择“兼容性最佳”后重新拍摄，或直接用本页面拍照。"
PICTURES: Final = (
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"\x00\x00\x01\x00", "图标文件"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000 图片"),
    (b"\xff\x0a", "JPEG XL 图片"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL 图片"),
)
OTHERS: Final = (
    (b"%PDF", " PDF 文件"),
    (b"PK\x03\x04", "压缩包或 Office 文档"),
    (b"\xd0\xcf\x11\xe0", " Office 文档"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"\x1aE\xdf\xa3", "视频"),
    (b"ID3", "音频"),
    (b"#!AMR", "音频"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
)


def _refuse_other_kinds(data: bytes) -> None:
    """Return if the first bytes are a JPEG's, PNG's or WebP's; else say what the file really is."""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in HEIC_BRANDS:
            raise PictureUnsupported(kind="苹果 HEIC 格式", fix=USE_JPEG_ON_IPHONE)
        if brand in (b"avif", b"avis"):
            raise PictureUnsupported(kind=" AVIF 图片", fix=USE_JPEG)
        raise NotAPicture(kind="视频")
    for start, kind in PICTURES:
        if data.startswith(start):
            raise PictureUnsupported(kind=" " + kind if kind[0].isascii() else kind, fix=USE_JPEG)
    for start, kind in OTHERS:
        if data.startswith(start):
            raise NotAPicture(kind=kind)
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<html", b"<!doctype")):
        raise NotAPicture(kind="网页或矢量图文件")
    raise NotAPicture(kind="空文件" if not data else "其他类型的文件")
