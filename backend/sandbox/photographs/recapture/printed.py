"""A photograph printed in halftone, or copied in black and white, and photographed again (翻拍打印件、复印件)."""

from random import Random

import cv2
import numpy as np

from backend.sandbox.photographs.recapture.camera import Light, Picture, expose, linear

_ANGLES = (15.0, 75.0, 0.0, 45.0)  # of the cyan, magenta, yellow and black screens
_INKS = np.array(((0.10, 0.48, 0.80), (0.76, 0.10, 0.40), (0.92, 0.84, 0.10), (0.08, 0.08, 0.08)), np.float32)


def in_halftone(shown: Picture, random: Random, frame: tuple[int, int], pitch: float | None = None) -> Picture:
    """``shown`` as four screens of dots, ``pitch`` camera pixels from dot to dot."""
    pitch = pitch or random.uniform(2.8, 8)
    picture: Light = np.asarray(_fit(shown, frame), np.float32) / np.float32(255)
    height, width = picture.shape[:2]
    inks = _separate(picture)
    turn = random.uniform(-8, 8)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light: Light = np.ones((height, width, 3), np.float32) * np.float32(random.uniform(0.8, 0.92))
    for number, angle in enumerate(_ANGLES):
        a = np.radians(angle + turn)
        u, v = (x * np.cos(a) + y * np.sin(a)) / pitch, (-x * np.sin(a) + y * np.cos(a)) / pitch
        screen = 0.5 + 0.25 * (np.cos(2 * np.pi * u) + np.cos(2 * np.pi * v))
        soft = 1.2 * np.pi / pitch / 2
        dot = np.clip((inks[..., number] - screen) / soft + 0.5, 0, 1)[..., None]
        light *= 1 - dot * (1 - np.power(_INKS[number], 1.4))
    return expose(_paper(light, random), random, random.uniform(0.2, 0.7) + 0.04 * pitch)


def in_black_and_white(shown: Picture, random: Random, frame: tuple[int, int]) -> Picture:
    """``shown`` through a copier: no colour, hard contrast, specks of toner, and perhaps a streak of the drum."""
    grain = np.random.default_rng(random.randrange(1 << 30))
    grey = np.asarray(cv2.cvtColor(_fit(shown, frame), cv2.COLOR_RGB2GRAY), np.float32) / 255
    grey = 1 / (1 + np.exp(-random.uniform(6, 13) * (grey - random.uniform(0.4, 0.55))))
    width = grey.shape[1]
    grey += grain.standard_normal(grey.shape, np.float32) * np.float32(random.uniform(0.02, 0.08))
    specks = (grain.random(grey.shape, np.float32) < random.uniform(0.0002, 0.002)).astype(np.float32)
    grey -= cv2.GaussianBlur(specks, (0, 0), random.uniform(0.5, 1.2)) * random.uniform(1, 4)
    if random.random() < 0.4:
        grey[:, random.randrange(width) :][:, : random.randrange(1, 4)] -= 0.3
    warmth = np.array((1, random.uniform(0.97, 1), random.uniform(0.93, 1)), np.float32)
    light = linear((np.clip(grey, 0.05, 0.97) * 255).astype(np.uint8))[..., None] * warmth
    return expose(_paper(np.asarray(light, np.float32), random), random, random.uniform(0.4, 1.0))


def _separate(picture: Light) -> Light:
    """Shares of cyan, magenta, yellow and black, with part of the grey given to black."""
    cmy = 1 - picture
    black = 0.7 * cmy.min(2, keepdims=True)
    return np.concatenate([(cmy - black) / np.maximum(1 - black, 0.05), black], 2)


def _paper(light: Light, random: Random) -> Light:
    """Light falls unevenly, and paper is not quite even."""
    height, width = light.shape[:2]
    grain = np.random.default_rng(random.randrange(1 << 30))
    fibres = cv2.resize(grain.standard_normal((height // 3 + 1, width // 3 + 1), np.float32), (width, height))
    slope = np.linspace(1, random.uniform(0.75, 1), width, dtype=np.float32)
    return np.asarray(light * (1 + 0.012 * fibres)[..., None] * slope[None, :, None], np.float32)


def _fit(shown: Picture, frame: tuple[int, int]) -> Picture:
    shrinks = shown.shape[1] > frame[0]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(shown, frame, interpolation=method), np.uint8)
