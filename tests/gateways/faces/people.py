"""Pictures made from the photographs of ``../shared/faces`` (人脸测试照片): cards, troubles, groups."""

from functools import cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from backend.gateways.faces.insightface.alignment import PLACES, inverse, moved, similarity_to
from backend.gateways.faces.insightface.finder import find_faces
from backend.gateways.faces.insightface.models import Models
from backend.sandbox.photographs import draw_card, photograph, truth_for

SHARED = Path(__file__).resolve().parents[4] / "shared"
MODELS, PHOTOGRAPHS = SHARED / "models", SHARED / "faces"
WHOLE = ("person_a_1", "person_a_2", "person_a_3", "person_b_1", "person_b_2")
_PORTRAIT_AT, _PORTRAIT_SIZE = (1112, 130), (480, 640)  # of the generated card, backend/sandbox/photographs/id_card.py


class Photographs:
    """The photographs by name, with their faces, and everything that tests do to them."""

    def __init__(self, models: Models) -> None:
        self.pixels = cache(lambda name: cv2.imread(str(PHOTOGRAPHS / f"{name}.jpg")))
        self.face = cache(lambda name: find_faces(models.detector, self.pixels(name))[0])

    def file(self, name: str) -> bytes:
        return (PHOTOGRAPHS / f"{name}.jpg").read_bytes()

    def bust(self, name: str, width: int = 480) -> np.ndarray:
        """Head and shoulders, three by four, the face half as wide as the picture."""
        face, picture = self.face(name), self.pixels(name)
        wide = face.width / 0.5
        places = (PLACES - 56) * (width / wide) * (wide * 0.5 / 112) * 1.15 + (width / 2, width * 0.6)
        matrix = similarity_to(face.points, places)
        return np.asarray(
            cv2.warpAffine(picture, matrix, (width, width * 4 // 3), borderMode=cv2.BORDER_REPLICATE), np.uint8
        )

    def card(self, name: str | None, seed: int) -> Image.Image:
        """A drawn identity card with the person's portrait on it, or the generator's own for ``None``."""
        card = draw_card("id_front", truth_for("id_front", seed), seed)
        if name is not None:
            bust = cv2.cvtColor(cv2.resize(self.bust(name), _PORTRAIT_SIZE), cv2.COLOR_BGR2RGB)
            card.paste(Image.fromarray(bust).convert("RGBA"), _PORTRAIT_AT)
        return card

    def card_photo(self, name: str | None, seed: int, difficulty: str = "easy", rotation: int | None = None) -> bytes:
        """The card photographed on a desk."""
        return photograph(self.card(name, seed), seed, difficulty, rotation)

    def holding(self, holder: str, on_card: str | None, seed: int) -> bytes:
        """A holder, large, with the card held beside the face."""
        scene = cv2.resize(self.bust(holder), (1200, 1600))
        scene = cv2.copyMakeBorder(scene, 0, 0, 900, 0, cv2.BORDER_REPLICATE)
        card = np.asarray(self.card(on_card, seed).resize((856, 540)).convert("RGB"))[..., ::-1]
        scene[1000:1540, 40:896] = card
        return jpeg(scene)

    def covered(self, name: str, place: tuple[int, int, int, int], colour: tuple[int, int, int]) -> np.ndarray:
        """A bar over ``place`` (left, top, right, bottom of the face aligned on 112 x 112)."""
        left, top, right, bottom = place
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)
        there = moved(corners, inverse(similarity_to(self.face(name).points, PLACES)))
        return cv2.fillPoly(self.pixels(name).copy(), [there.round().astype(np.int32)], colour)

    def turned_away(self, name: str, degrees: float) -> np.ndarray:
        """The face on a rough head of its own shape, turned sideways: what is far gets narrow, the nose goes ahead."""
        side = 448
        face = cv2.warpAffine(
            self.pixels(name), similarity_to(self.face(name).points, (PLACES - 56) * 2 + side / 2), (side, side)
        )
        y, x = np.mgrid[0:side, 0:side].astype(np.float32)
        u, v = (x - side / 2) / 112, (y - side / 2) / 112
        angle = np.radians(degrees)
        # Find, for each pixel seen, the place on the head's front that the turn brings there.
        source = u.copy()
        for _ in range(60):
            nose = 0.4 * np.exp(-(source**2) / 0.13 - (v - 0.26) ** 2 / 0.05)
            depth = np.sqrt(np.clip(1.1 - source**2, 0, None)) + nose
            source += 0.5 * (u - (source * np.cos(angle) + (depth - 1.0) * np.sin(angle)))
        seen = cv2.remap(face, source * 112 + side / 2, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(seen, np.uint8)


def jpeg(pixels: np.ndarray, quality: int = 92) -> bytes:
    done, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return coded.tobytes()


def with_orientation(pixels: np.ndarray, orientation: int) -> bytes:
    """A JPEG stored so that the EXIF ``orientation`` (1 to 8) shows ``pixels``."""
    stored = {
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.transpose(1, 0, 2),
        6: lambda p: np.rot90(p, 1),
        7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
        8: lambda p: np.rot90(p, -1),
    }[orientation](pixels)
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = BytesIO()
    Image.fromarray(np.ascontiguousarray(stored[..., ::-1])).save(file, "JPEG", quality=92, exif=exif)
    return file.getvalue()


def rotated(pixels: np.ndarray, degrees: float) -> np.ndarray:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.9)
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)
