"""The camera and the desk (拍摄场景): perspective, turn, light, glare, blur, noise and JPEG.

A card becomes a photograph as a hurried owner takes it. Everything follows from the seed.
"""

from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backend.sandbox.photographs.desk import desk

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How far each trouble may go: degrees of tilt and lean, shares of light, pixels of blur per 1000, JPEG quality."""

    tilt: float
    lean: float
    shade: float
    glare: float
    blur: float
    noise: float
    quality: tuple[int, int]
    fill: tuple[float, float]
    frames: tuple[tuple[int, int], ...]
    desks: tuple[str, ...]


DIFFICULTIES: Final = {
    "demo": Difficulty(4, 9, 0.22, 0.35, 0.5, 3, (86, 92), (0.72, 0.88), ((1600, 1200),), ("wood", "dark")),
    "easy": Difficulty(
        4, 8, 0.2, 0.0, 0.4, 2, (88, 95), (0.7, 0.9), ((1600, 1200), (2048, 1536)), ("wood", "dark", "light")
    ),
    "hard": Difficulty(
        14, 24, 0.5, 0.62, 1.0, 7, (62, 92), (0.56, 0.92),
        ((900, 675), (1280, 960), (1600, 1200), (2048, 1536), (3264, 2448), (4000, 3000)),
        ("wood", "dark", "light", "busy", "cloth"),
    ),
}  # fmt: skip

_SHEET: Final = 3_000_000  # pixels of a drawn card beyond which it is a sheet of paper


def photograph(card: Image.Image, seed: int, difficulty: str = "hard", rotation: int | None = None) -> bytes:
    """A JPEG of ``card`` on a desk; ``rotation`` is 0, 90, 180 or 270 degrees anticlockwise, or the seed's choice."""
    level, random = DIFFICULTIES[difficulty], Random(f"scene {seed} {difficulty}")
    # A sheet with small print is photographed by people with a phone of today; a card also by an old one.
    frame = random.choice(level.frames[-4:] if card.width * card.height > _SHEET else level.frames)
    turn = random.choice((0, 90, 180, 270)) if difficulty == "hard" else 0
    turn = turn if rotation is None else rotation
    upright = random.random() < 0.5 if turn % 180 == 0 else random.random() < 0.8
    width, height = (frame[1], frame[0]) if upright and difficulty != "demo" else frame
    if card.height > card.width and difficulty == "demo":
        width, height = height, width
    corners = _corners(card, (width, height), turn, random, level)
    picture = _lay(card, desk(random.choice(level.desks), width, height, random.randrange(1 << 30)), corners)
    picture = _light(picture, corners, random, level)
    return _shoot(picture, random, level)


def snapshot(view: Image.Image, seed: int, difficulty: str = "demo") -> bytes:
    """A JPEG of something photographed as it stands (car, VIN plate, face): only light, blur and noise are added."""
    level, random = DIFFICULTIES[difficulty], Random(f"snapshot {seed} {difficulty}")
    picture = np.asarray(view.convert("RGB"))
    height, width = picture.shape[:2]
    whole = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    return _shoot(_light(picture, whole, random, level), random, level)


def _corners(
    card: Image.Image, frame: tuple[int, int], turn: int, random: Random, level: Difficulty
) -> NDArray[np.float32]:
    """Where the card's corners (clockwise from its own upper left) fall: a pinhole camera leans over the desk."""
    half_w, half_h = card.width / 2, card.height / 2
    flat = np.array([(-half_w, -half_h), (half_w, -half_h), (half_w, half_h), (-half_w, half_h)])
    angle = np.radians(-turn + random.uniform(-level.tilt, level.tilt))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    flat = flat @ spin.T
    about_x, about_y = (np.radians(random.uniform(-level.lean, level.lean)) for _ in range(2))
    x, y = flat[:, 0], flat[:, 1]
    depth = x * np.sin(about_y) + y * np.sin(about_x)
    far = 3.0 * max(card.size)
    seen = np.stack([x * np.cos(about_y), y * np.cos(about_x)], 1) * (far / (far + depth))[:, None]
    low, high = seen.min(0), seen.max(0)
    scale = random.uniform(*level.fill) * min(frame[0] / (high[0] - low[0]), frame[1] / (high[1] - low[1]))
    spare = (np.array(frame) - (high - low) * scale) / 2
    shift = spare * np.array([random.uniform(-0.7, 0.7), random.uniform(-0.7, 0.7)])
    corners = (seen - (low + high) / 2) * scale + np.array(frame) / 2 + shift
    return np.asarray(corners, np.float32)


def _lay(card: Image.Image, ground: Picture, corners: NDArray[np.float32]) -> Picture:
    """The card on the desk with a soft shadow under it."""
    height, width = ground.shape[:2]
    shrink = max(
        1.0,
        card.width / float(np.linalg.norm(corners[1] - corners[0])),
        card.height / float(np.linalg.norm(corners[3] - corners[0])),
    )
    if shrink > 1.3:
        card = card.resize((round(card.width / shrink), round(card.height / shrink)), Image.Resampling.BOX)
    rgba = np.asarray(card.convert("RGBA"))
    h, w = rgba.shape[:2]
    warp = cv2.getPerspectiveTransform(np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32), corners)
    seen = cv2.warpPerspective(rgba, warp, (width, height), flags=cv2.INTER_CUBIC)
    mask = seen[..., 3:].astype(np.float32) / 255
    reach = max(3, width // 110)
    shadow = cv2.warpAffine(mask[..., 0], np.array([[1, 0, reach], [0, 1, reach]], np.float32), (width, height))
    shadow = cv2.GaussianBlur(shadow, (0, 0), reach)[..., None] * 0.45
    return np.clip(ground * (1 - shadow) * (1 - mask) + seen[..., :3] * mask, 0, 255).astype(np.uint8)


def _light(picture: Picture, corners: NDArray[np.float32], random: Random, level: Difficulty) -> Picture:
    """Uneven light, a warm or cold cast, and perhaps the lamp's reflection on the card."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height:8, 0:width:8].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    angle = random.uniform(0, 2 * np.pi)
    fall = (x * np.cos(angle) + y * np.sin(angle)) * random.uniform(0, 2 * level.shade) + 1
    fall *= random.uniform(1 - level.shade * 0.5, 1.08)
    shade = cv2.resize(fall, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    cast = np.array([1 + random.uniform(-0.06, 0.06), 1.0, 1 + random.uniform(-0.08, 0.08)], np.float32)
    lit = picture.astype(np.float32) * shade * cast
    if level.glare and random.random() < 0.7:
        along, across = random.random(), random.random()
        top = corners[0] + (corners[1] - corners[0]) * along
        low = corners[3] + (corners[2] - corners[3]) * along
        centre = top + (low - top) * across
        size = np.linalg.norm(corners[1] - corners[0]) * random.uniform(0.05, 0.14)
        stretch, lean = random.uniform(1, 2.2), random.uniform(0, np.pi)
        dx, dy = x * width + width / 2 - centre[0], y * height + height / 2 - centre[1]
        u, v = dx * np.cos(lean) + dy * np.sin(lean), -dx * np.sin(lean) + dy * np.cos(lean)
        spot = np.exp(-((u / size / stretch) ** 2 + (v / size) ** 2)) * random.uniform(0.4, 1) * level.glare
        lit += cv2.resize(spot.astype(np.float32), (width, height))[..., None] * (262 - lit)
    return np.clip(lit, 0, 255).astype(np.uint8)


def _shoot(picture: Picture, random: Random, level: Difficulty) -> bytes:
    """Lens blur, hand shake, sensor noise, JPEG."""
    height, width = picture.shape[:2]
    sigma = random.uniform(0.2, level.blur) * max(width, height) / 1600
    picture = cv2.GaussianBlur(picture, (0, 0), max(0.3, sigma))  # type: ignore[assignment]
    if level.blur >= 1 and random.random() < 0.35:
        length = max(2, round(max(width, height) / 1000 * random.uniform(1, 2.4)))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, random.randrange(length)), (length - 1, random.randrange(length)), 1.0)
        picture = cv2.filter2D(picture, -1, kernel / max(1.0, kernel.sum()))  # type: ignore[assignment]
    grain = np.random.default_rng(random.randrange(1 << 30)).normal(
        0, random.uniform(0.5, level.noise), (height // 2 + 1, width // 2 + 1, 3)
    )
    noise = cv2.resize(grain.astype(np.float32), (width, height))
    shot = np.clip(picture + noise, 0, 255).astype(np.uint8)
    file = BytesIO()
    Image.fromarray(shot).save(file, "JPEG", quality=random.randint(*level.quality))
    return file.getvalue()
