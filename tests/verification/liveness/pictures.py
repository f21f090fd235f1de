"""Small JPEG frames as a phone's camera gives them: a scene, something round that moves in it, noise."""

import io
import random
from collections.abc import Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from backend.verification.liveness.challenge import Plan
from backend.verification.liveness.frames import SentFrame

SIZE = (360, 480)


def jpeg(picture: Image.Image, quality: int = 82) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def coded_again(frame: SentFrame, quality: int = 70) -> SentFrame:
    """The same picture, other bytes."""
    picture = Image.open(io.BytesIO(frame.jpeg))
    return SentFrame(frame.t_ms, frame.step, jpeg(picture, quality))


@cache
def scene(room: int) -> Image.Image:
    """A room, the same for the same number."""
    chance = random.Random(room)
    picture = Image.new("RGB", SIZE, (chance.randrange(90, 200), 150, chance.randrange(90, 200)))
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        left, top = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        colour = tuple(chance.randrange(40, 230) for _ in range(3))
        pen.rectangle((left, top, left + chance.randrange(40, 160), top + chance.randrange(40, 160)), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(2))


def picture(room: int, moment: int) -> Image.Image:
    """The scene with somebody in it at that moment, held by a hand, with the noise of a sensor."""
    chance = np.random.default_rng(room * 1000 + moment)
    shift = chance.integers(-9, 10, 2)
    made = scene(room).transform(SIZE, Image.Transform.AFFINE, (1, 0, int(shift[0]), 0, 1, int(shift[1])))
    pen = ImageDraw.Draw(made)
    x, y = 180 + int(25 * np.sin(moment / 2)) + int(shift[1]), 230 + int(shift[0])
    pen.ellipse((x - 80, y - 110, x + 80, y + 110), fill=(214, 176, 150))
    pen.ellipse((x - 45, y - 40, x - 20, y - 22), fill=(40, 30, 30))
    pen.ellipse((x + 20, y - 40, x + 45, y - 22), fill=(40, 30, 30))
    noisy = np.asarray(made, np.int16) + chance.normal(0, 3, (*SIZE[::-1], 3)).astype(np.int16)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


@cache
def shot(room: int, moment: int) -> bytes:
    """The same as a frame's bytes; made once, because tests film the same room again and again."""
    return jpeg(picture(room, moment))


def times(plan: Plan) -> list[tuple[int, int]]:
    """(t_ms, step) of every frame that a phone takes."""
    moments = [place * plan.every_ms + 20 for place in range(plan.lasts_ms // plan.every_ms)]
    return [(t, next(n for n, one in enumerate(plan.steps) if t < one.ends_ms)) for t in moments]


def filmed(plan: Plan, room: int = 1, take: int = 0) -> list[SentFrame]:
    """What a phone sends that follows ``plan``; another ``take`` is filmed anew in the same room."""
    made = [shot(room, take * 100 + number) for number in range(len(times(plan)))]
    return at_the_times_of(plan, made)


def at_the_times_of(plan: Plan, pictures: Sequence[bytes]) -> list[SentFrame]:
    """Pictures, whencever taken, with the times that ``plan`` asks for."""
    return [SentFrame(t, step, pictures[n % len(pictures)]) for n, (t, step) in enumerate(times(plan))]
