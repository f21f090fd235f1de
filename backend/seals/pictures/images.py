"""公章图样: a station's seal as a picture. Uploaded, looked at on a sample, then put in force; old ones stay.

What is kept is not the file that came: it is decoded within limits, cut to the seal, and written anew, so that nothing
else that a file can carry gets into papers. All of it computes: callers are outside of any transaction.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

import numpy as np
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from backend.kit.actor import SYSTEM, Actor
from backend.kit.clock import now
from backend.kit.database import Work, unit_of_work
from backend.kit.errors import Refusal
from backend.kit.objects import key_of
from backend.kit.tools import Kit
from backend.seals.errors import (
    SealImageBroken,
    SealImageElongated,
    SealImageEmpty,
    SealImageMissing,
    SealImageNotPng,
    SealImageOpaque,
    SealImageTooLarge,
    SealImageTooSmall,
    SealImageUnknown,
    SealsAreNotDrawn,
)
from backend.seals.facts import SealPlace
from backend.seals.models import SealImage
from backend.seals.pictures.draw import SealWords, draw_seal
from backend.seals.pictures.picture import add_picture, box_of, draw_on_page, picture_of

FOLDER: Final = "seals"
LARGEST_BYTES: Final = 2_000_000
# A seal scanned at 1,200 dots an inch is 2,000 pixels wide; the limit is for decoding, not for use.
LARGEST_SIDE: Final = 4000
# 42 mm at 180 dots an inch: below that a printed seal shows its pixels.
SMALLEST_SIDE: Final = 300
# What is stored: 42 mm at 600 dots an inch.
KEPT_SIDE: Final = 1000
# Shares of the picture, cut to the seal. The corners around a circle alone are 21 %, and a seal is mostly air.
LEAST_CLEAR, LEAST_INKED = 0.25, 0.01
CLEAR_BELOW, INKED_FROM = 16, 96
# The longest of real ones is the oval of invoices: 40 by 30 mm.
LONGEST_RATIO: Final = 1.8
PNG: Final = b"\x89PNG\r\n\x1a\n"
EXPORT: Final = "请在抠图工具中导出为背景透明的 PNG 后重新上传。"
KINDS: Final = (
    (b"\xff\xd8\xff", "JPG 照片", "JPG 没有透明背景；" + EXPORT),
    (b"RIFF", "WebP 图片", EXPORT),
    (b"GIF8", "GIF 图片", EXPORT),
    (b"BM", "BMP 图片", EXPORT),
    (b"%PDF", "PDF 文件", "请把其中的印章导出为背景透明的 PNG 后上传。"),
    (b"<svg", "矢量图文件", EXPORT),
    (b"<?xml", "矢量图文件", EXPORT),
    (b"PK\x03\x04", "压缩包或 Office 文档", "请解压或导出其中的 PNG 图样后上传。"),
)


@dataclass(frozen=True, slots=True)
class SealImageFacts:
    """One picture of a station's seal. ``active``: the one that papers get."""

    id: int
    station: str
    sha256: str
    kept_at: datetime
    by: str
    active: bool


async def images_of(station: str) -> list[SealImageFacts]:
    """Every picture the station ever had, newest first."""
    return [_facts(row) for row in await SealImage.filter(station=station).order_by("-id")]


async def stations_with_image() -> set[str]:
    """Public ids of stations whose papers get a visible seal."""
    return {row.station for row in await SealImage.filter(active=True).only("station")}


async def image_bytes(kit: Kit, station: str, image: int) -> bytes:
    """The picture as a PNG. Raises SealImageUnknown."""
    return await kit.objects.get((await _row(station, image)).object)


async def keep_image(kit: Kit, actor: Actor, station: str, data: bytes) -> SealImageFacts:
    """Keep an uploaded picture, not yet in force; the same picture again is the one already there.

    Raises one of the refusals of pictures (SEAL-202 to 209).
    """
    return await _keep(kit, actor, station, await kit.pools.in_thread(cleaned, data))


async def draw_image(kit: Kit, actor: Actor, station: str, words: SealWords) -> SealImageFacts:
    """Keep a drawn seal, not yet in force. Demo only. Raises SealsAreNotDrawn and SealNameUndrawable."""
    if not kit.settings.demo:
        raise SealsAreNotDrawn
    return await _keep(kit, actor, station, await kit.pools.in_thread(draw_seal, words))


async def use_image(work: Work, station: str, image: int) -> SealImageFacts:
    """Put a kept picture in force: papers sealed from now on show it. Raises SealImageUnknown."""
    row = await _row(station, image)
    await SealImage.filter(station=station, active=True).exclude(id=image).update(active=False)
    if await SealImage.filter(id=image, active=False).update(active=True):
        await work.record("seal.image_used", station, sha256=row.sha256)
    row.active = True
    return _facts(row)


async def plant_demo(kit: Kit, place: str, words: SealWords) -> None:
    """Draw a demo station's seal and put it in force, unless the station has one."""
    if await SealImage.filter(station=place, active=True).exists():
        return
    drawn = await draw_image(kit, SYSTEM, place, words)
    async with unit_of_work(SYSTEM) as work:
        await use_image(work, place, drawn.id)


async def try_image(kit: Kit, pdf: bytes, places: Sequence[SealPlace], png: bytes) -> bytes:
    """``pdf`` with the picture at ``places``, as sealing would show it, but not signed: for looking at only."""
    return await kit.pools.in_thread(_shown, pdf, tuple(places), png)


def cleaned(data: bytes) -> bytes:
    """The seal alone, as a PNG without anything else in it. Raises one of the refusals of pictures."""
    _refuse_other_kinds(data)
    if len(data) > LARGEST_BYTES:
        raise _too_large("文件过大")
    with _decoded(data) as image:
        if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
            raise SealImageOpaque(field="file")
        seal = image.convert("RGBA")
    box = seal.getchannel("A").point(lambda value: 255 if value >= CLEAR_BELOW else 0).getbbox()
    if box is None:
        raise SealImageEmpty(field="file")
    _judge(np.asarray(seal.getchannel("A")), box)
    seal = seal.crop(box)
    seal.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    # From bare pixels: no profile, no text, no thumbnail comes along.
    Image.frombytes("RGBA", seal.size, seal.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()


def _judge(alpha: np.ndarray, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    # First of all: on a few pixels nothing else can be told, the clear share between thick lines least of all.
    if max(width, height) < SMALLEST_SIDE:
        raise SealImageTooSmall(field="file", width=width, height=height, least=SMALLEST_SIDE)
    inside = alpha[top:bottom, left:right]
    if float((inside < CLEAR_BELOW).mean()) < LEAST_CLEAR:
        raise SealImageOpaque(field="file")
    if float((inside >= INKED_FROM).mean()) < LEAST_INKED:
        raise SealImageEmpty(field="file")
    if max(width, height) > LONGEST_RATIO * min(width, height):
        raise SealImageElongated(field="file", width=width, height=height)


@contextmanager
def _decoded(data: bytes) -> Iterator[Image.Image]:
    """The picture with its pixels; its header is judged before they are decoded (a bomb is small until then)."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if max(image.size) > LARGEST_SIDE:
                raise _too_large(f"边长超过 {LARGEST_SIDE} 像素")
            if getattr(image, "is_animated", False):
                raise SealImageNotPng(field="file", kind="动态图片", fix=EXPORT)
            image.load()
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(f"边长超过 {LARGEST_SIDE} 像素") from None
    except (Refusal, MemoryError):
        raise
    # Pillow's decoder raises nearly anything over damaged bytes: OSError, SyntaxError, struct.error, zlib.error …
    except Exception:
        raise SealImageBroken(field="file") from None


def _too_large(what: str) -> SealImageTooLarge:
    return SealImageTooLarge(field="file", what=what, megabytes=LARGEST_BYTES // 1_000_000)


def _refuse_other_kinds(data: bytes) -> None:
    if not data:
        raise SealImageMissing(field="file")
    if data.startswith(PNG):
        return
    for start, kind, fix in KINDS:
        if data.startswith(start):
            raise SealImageNotPng(field="file", kind=kind, fix=fix)
    raise SealImageNotPng(field="file", kind="其他类型的文件", fix="请选择背景透明的 PNG 图样。")


async def _keep(kit: Kit, actor: Actor, station: str, png: bytes) -> SealImageFacts:
    digest, key = sha256(png).hexdigest(), key_of(FOLDER, png)
    await kit.objects.put(key, png)
    async with unit_of_work(actor) as work:
        found = await SealImage.filter(station=station, sha256=digest).order_by("-id").first()
        if found is not None:
            return _facts(found)
        row = await SealImage.create(
            station=station, object=key, sha256=digest, kept_at=now(), by=actor.name, active=False
        )
        # So named, the audit page can tell whether the picture is still the one that was handed in.
        await work.record("seal.image_kept", station, object=key, sha256=digest)
        return _facts(row)


async def _row(station: str, image: int) -> SealImage:
    row = await SealImage.get_or_none(id=image, station=station)
    if row is None:
        raise SealImageUnknown
    return row


def _facts(row: SealImage) -> SealImageFacts:
    return SealImageFacts(row.id, row.station, row.sha256, row.kept_at, row.by, row.active)


def _shown(pdf: bytes, places: tuple[SealPlace, ...], png: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    picture = picture_of(png)
    image = add_picture(writer, picture)
    for place in places:
        page = writer.prev.find_page_for_modification(place.page)[0].get_object()
        draw_on_page(writer, place.page, image, box_of(place, picture, float(page["/MediaBox"][3])))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
