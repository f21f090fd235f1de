"""A photograph given depth (立体照片): an ellipsoid with a nose, turned before the camera, to play a living head."""

from pathlib import Path

import cv2
import numpy as np

from backend.verification.liveness.judging.observed import SeenFace

MODELS = Path("/work/shared/models")
FACES = Path("/work/shared/faces")
WIDTH, HEIGHT = 360, 480
Pixels = np.ndarray


def framed(face: SeenFace, picture: Pixels) -> tuple[Pixels, np.ndarray]:
    """The photograph cut to a phone's frame with the face in its middle, and the five points in it."""
    points = np.array(face.points)
    scale = 80 / np.linalg.norm(points[1] - points[0])
    middle = points[[0, 1, 3, 4]].mean(axis=0)
    move = np.array([[scale, 0, WIDTH / 2 - scale * middle[0]], [0, scale, HEIGHT / 2 - scale * middle[1]]])
    cut = cv2.warpAffine(picture, move, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return cut, points @ move[:, :2].T + move[:, 2]


def turned(picture: Pixels, points: np.ndarray, yaw: float, pitch: float) -> Pixels:
    """The head of ``picture`` turned by degrees: to its own left, chin down."""
    eyes = np.linalg.norm(points[1] - points[0])
    middle = points[[0, 1, 3, 4]].mean(axis=0).astype(np.float32)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    from_x, from_y = x.copy(), y.copy()
    a, b = np.radians(yaw), np.radians(pitch)
    for _ in range(10):
        across, down = (from_x - middle[0]) / (1.2 * eyes), (from_y - middle[1]) / (1.7 * eyes)
        head = np.sqrt(np.clip(1 - across**2 - down**2, 0, 1)) * 1.1 * eyes
        nose = np.exp(-(((from_x - points[2, 0]) / (0.25 * eyes)) ** 2) - ((from_y - points[2, 1]) / (0.4 * eyes)) ** 2)
        depth = head - 0.75 * eyes + 0.3 * eyes * nose
        from_x = 0.4 * from_x + 0.6 * (middle[0] + (x - middle[0] - depth * np.sin(a)) / np.cos(a)).astype(np.float32)
        from_y = 0.4 * from_y + 0.6 * (middle[1] + (y - middle[1] - depth * np.sin(b)) / np.cos(b)).astype(np.float32)
    source = (from_x.astype(np.float32), from_y.astype(np.float32))
    return cv2.remap(picture, *source, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def tilted(picture: Pixels, yaw: float, pitch: float, shift: tuple[float, float]) -> Pixels:
    """The photograph as a flat thing, tilted by degrees before the camera and moved by pixels."""
    a, b, focus = np.radians(yaw), np.radians(pitch), 1.3 * HEIGHT
    around = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    over = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    lens = np.array([[focus, 0, WIDTH / 2 + shift[0]], [0, focus, HEIGHT / 2 + shift[1]], [0, 0, 1]])
    plane = np.column_stack([(over @ around)[:, 0], (over @ around)[:, 1], (0, 0, focus)])
    centred = np.array([[1, 0, -WIDTH / 2], [0, 1, -HEIGHT / 2], [0, 0, 1]])
    return cv2.warpPerspective(picture, lens @ plane @ centred, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)


def coded(picture: Pixels, seed: int) -> bytes:
    """JPEG with a sensor's noise and a hand's tremor."""
    chance = np.random.default_rng(seed)
    sway = np.array([[1, 0, chance.normal(0, 3)], [0, 1, chance.normal(0, 3)]])
    moved = cv2.warpAffine(picture, sway, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    noisy = np.clip(moved + chance.normal(0, 3, moved.shape), 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 82])[1].tobytes()
