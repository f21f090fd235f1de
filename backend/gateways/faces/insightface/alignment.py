"""Bringing a face upright and into place (人脸对齐) by its five points."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.faces.shots import Pixels

Matrix = NDArray[np.float64]

#: Where the five points stand on an aligned face of 112 x 112 pixels (``insightface.utils.face_align.arcface_dst``,
#: MIT licence). The function there warns of its own library's future on every call; ours gives the same matrix.
PLACES: Final = np.array(
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)]
)
SIDE: Final = 112


def similarity_to(points: NDArray[np.float64], places: NDArray[np.float64]) -> Matrix:
    """The turn, scale and shift (2 x 3) that brings ``points`` nearest to ``places`` (Umeyama 1991)."""
    middle, centre = points.mean(0), places.mean(0)
    here, there = points - middle, places - centre
    u, weights, vt = np.linalg.svd(there.T @ here)
    sign = np.array([1.0, np.sign(np.linalg.det(u @ vt))])
    scale = float((weights * sign).sum() / max(1e-9, (here**2).sum()))
    turn = scale * (u * sign) @ vt
    return np.column_stack([turn, centre - turn @ middle])


def aligned(picture: Pixels, points: NDArray[np.float64], side: int = SIDE) -> Pixels:
    """The face upright and in place on ``side`` x ``side`` pixels."""
    return warped(picture, similarity_to(points, PLACES * (side / SIDE)), side)


def warped(picture: Pixels, matrix: Matrix, side: int) -> Pixels:
    """``picture`` through ``matrix`` onto ``side`` x ``side`` pixels, black outside.

    What shrinks a lot is first shrunk by areas, since a plain warp skips pixels and turns skin into noise.
    """
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if scale < 0.5:
        corners = moved(np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float64), inverse(matrix))
        limit = np.array(picture.shape[1::-1])
        left, top = np.clip(np.floor(corners.min(0)) - 2, 0, limit - 1).astype(int)
        right, bottom = np.clip(np.ceil(corners.max(0)) + 2, (left + 1, top + 1), limit).astype(int)
        times = int(1 / scale)
        picture = thinned(picture[top:bottom, left:right], times)
        back = np.array([(times, 0, left), (0, times, top), (0, 0, 1)], np.float64)
        matrix = (np.vstack([matrix, (0, 0, 1)]) @ back)[:2]
    return np.asarray(cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_LINEAR), np.uint8)


def thinned(picture: Pixels, times: int) -> Pixels:
    """``picture`` with squares of ``times`` by ``times`` pixels averaged; whole numbers are five times as fast."""
    height, width = (max(1, side // times) for side in picture.shape[:2])
    whole = picture[: height * times, : width * times]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def inverse(matrix: Matrix) -> Matrix:
    """The way back."""
    return np.linalg.inv(np.vstack([matrix, (0, 0, 1)]))[:2]


def moved(points: NDArray[np.float64], matrix: Matrix) -> NDArray[np.float64]:
    """``points`` (n x 2) through ``matrix`` (2 x 3)."""
    return points @ matrix[:, :2].T + matrix[:, 2]
