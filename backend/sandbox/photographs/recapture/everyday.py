"""Honest photographs that are hard to judge (日常干扰): fine cloth, stripes, guilloches, hair, any phone, any file.

They are what an alarm must not be raised for.
"""

from random import Random

import cv2
import numpy as np

from backend.sandbox.photographs.recapture.camera import Light, Picture, expose, linear, write

_GROUNDS = ("plain", "stripes", "weave", "plaid", "hair", "wood")


def everyday(card: Picture, random: Random, long_side: int | None = None) -> bytes:
    """``card`` (RGB, upright) with fine lines printed on it, on a patterned ground, through a phone's camera."""
    long_side = long_side or random.choice((800, 1080, 1280, 1600, 2000, 2400, 3000, 4000))
    width, height = long_side, round(long_side * random.choice((0.75, 0.5625, 0.6667)))
    ground = _ground(random.choice(_GROUNDS), width, height, random)
    printed = _guilloche(card, random) if random.random() < 0.6 else card
    scene = _lay(printed, ground, random)
    slope = np.linspace(random.uniform(0.7, 1), 1, width, dtype=np.float32)
    light = linear(scene) * slope[None, :, None] * np.float32(random.uniform(0.6, 1.15))
    shot = expose(np.clip(light, 0, 1), random, random.uniform(0.4, 1.4) * max(1.0, long_side / 1600))
    if random.random() < 0.25:
        shot = np.ascontiguousarray(np.rot90(shot))
    return write(shot, random, (60, 95), png=0.12)


def _guilloche(card: Picture, random: Random) -> Picture:
    """Bundles of fine wavy lines as cards carry them against copying."""
    height, width = card.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    made = card.astype(np.float32)
    for _ in range(random.randrange(1, 4)):
        pitch, swing, long = random.uniform(5, 16), random.uniform(6, 40), random.uniform(80, 400)
        a = random.uniform(0, np.pi)
        u, v = x * np.cos(a) + y * np.sin(a), -x * np.sin(a) + y * np.cos(a)
        line = np.cos(2 * np.pi * (u + swing * np.sin(2 * np.pi * v / long)) / pitch)
        tint = np.array([random.uniform(0.3, 1) for _ in range(3)], np.float32) * random.uniform(8, 22)
        made -= np.clip(line, 0, 1)[..., None] * tint
    return np.clip(made, 0, 255).astype(np.uint8)


def _ground(kind: str, width: int, height: int, random: Random) -> Light:
    """A table top, 0 to 255."""
    grain = np.random.default_rng(random.randrange(1 << 30))
    tone = np.array([random.uniform(60, 210) for _ in range(3)], np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = cv2.resize(grain.standard_normal((5, 6), np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    a, pitch = random.uniform(0, np.pi), random.uniform(4, 40) * max(1, width / 1600)
    u = x * np.cos(a) + y * np.sin(a) + bend * pitch * random.uniform(0.2, 1)
    v = -x * np.sin(a) + y * np.cos(a) + bend * pitch * random.uniform(0.2, 1)
    field = np.zeros((height, width), np.float32)
    if kind == "stripes":
        field = 0.35 * np.sign(np.sin(2 * np.pi * u / pitch))
    elif kind == "plaid":
        field = 0.2 * np.sign(np.sin(2 * np.pi * u / pitch)) + 0.2 * np.sign(np.sin(2 * np.pi * v / pitch))
    elif kind == "weave":
        fine = max(3.5, pitch / 4)
        field = 0.25 * np.sin(2 * np.pi * u / fine) * np.sin(2 * np.pi * v / fine)
        threads = grain.standard_normal((height // 3 + 1, width // 3 + 1), np.float32)
        field *= 1 + 0.5 * cv2.resize(threads, (width, height))
    elif kind == "hair":
        strands = grain.standard_normal((height // 40 + 2, width), np.float32)
        field = 0.3 * cv2.resize(strands, (width, height), interpolation=cv2.INTER_CUBIC)
    elif kind == "wood":
        field = 0.2 * np.sin(2 * np.pi * (y / (pitch * 3) + bend * 2))
    rough = cv2.resize(grain.standard_normal((height // 2 + 1, width // 2 + 1), np.float32), (width, height))
    return np.asarray(tone * (1 + field + 0.03 * rough)[..., None], np.float32)


def _lay(card: Picture, ground: Light, random: Random) -> Picture:
    height, width = ground.shape[:2]
    h, w = card.shape[:2]
    scale = min(width / w, height / h) * random.uniform(0.55, 0.93)
    turn = np.radians(random.uniform(-12, 12))
    cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
    corners = np.array([(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2)], np.float32)
    seen = corners @ np.array([(cos, sin), (-sin, cos)], np.float32) + np.array((width / 2, height / 2), np.float32)
    seen += np.array([(random.uniform(-0.02, 0.02) * width, 0) for _ in range(4)], np.float32)
    shrunk = card
    if scale < 0.9:
        shrunk = np.asarray(cv2.GaussianBlur(card, (0, 0), 0.45 / scale), np.uint8)
    warp = cv2.getPerspectiveTransform((corners + np.array((w / 2, h / 2))).astype(np.float32), seen.astype(np.float32))
    laid = cv2.warpPerspective(shrunk, warp, (width, height), flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones((h, w), np.float32), warp, (width, height))[..., None]
    return np.clip(ground * (1 - mask) + laid * mask, 0, 255).astype(np.uint8)
