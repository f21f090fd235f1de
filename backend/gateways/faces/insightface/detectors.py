"""Face detectors (人脸检测): where faces are on a picture, and the five points of each.

Two families are known by their outputs: YuNet (OpenCV Zoo), and whatever insightface opens as a detector (SCRFD,
RetinaFace). YuNet runs through onnxruntime at any size, which took 0.7 of the processor time of OpenCV's own
``FaceDetectorYN`` when measured, on one set of threads; ``tests/gateways/faces`` holds both to the same answers.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.gateways.faces.insightface.alignment import moved, thinned
from backend.gateways.faces.shots import Pixels

_STRIDES: Final = (8, 16, 32)
YUNET_OUTPUTS: Final = frozenset(f"{part}_{stride}" for part in ("cls", "obj", "bbox", "kps") for stride in _STRIDES)
SURE: Final = 0.6  # YuNet and SCRFD alike: below it are shadows and patterns, real faces score 0.75 to 0.95
_OVERLAP: Final = 0.3
_GRID: Final = 32


@dataclass(frozen=True, slots=True)
class Found:
    """One face: ``box`` left, top, right, bottom; ``points`` 5 x 2, those on the left first; in pixels."""

    box: NDArray[np.float64]
    points: NDArray[np.float64]
    confidence: float

    @property
    def width(self) -> float:
        """Of the box, in pixels."""
        return float(self.box[2] - self.box[0])

    def mapped(self, matrix: NDArray[np.float64]) -> "Found":
        """The same face after the affine ``matrix`` (2 x 3); the box is the upright hull of its moved corners."""
        left, top, right, bottom = self.box
        corners = moved(np.array([(left, top), (right, top), (right, bottom), (left, bottom)]), matrix)
        return Found(np.concatenate([corners.min(0), corners.max(0)]), moved(self.points, matrix), self.confidence)


class Detector(Protocol):
    """Finds faces on a picture that is shrunk until its longer side is ``side`` pixels."""

    def find(self, picture: Pixels, side: int) -> list[Found]:
        """Faces in pixels of ``picture``, in no order."""
        ...


class YuNet:
    """OpenCV Zoo's detector, at the picture's own proportions."""

    def __init__(self, path: Path, options: Any) -> None:
        import onnx
        import onnxruntime

        model = onnx.load(str(path))
        graph = model.graph
        # The file says 640 x 640, but its layers take any multiple of 32; shapes that say otherwise are taken out.
        for dimension, name in zip(graph.input[0].type.tensor_type.shape.dim[2:], ("height", "width"), strict=True):
            dimension.dim_param = name
        for output in graph.output:
            output.type.tensor_type.shape.dim[1].dim_param = f"places_{output.name}"
        del graph.value_info[:]
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._input = graph.input[0].name
        self._names = [f"{part}_{stride}" for stride in _STRIDES for part in ("cls", "obj", "bbox", "kps")]

    def find(self, picture: Pixels, side: int) -> list[Found]:
        """See :class:`Detector`."""
        small, scale = shrunk(picture, side)
        height, width = small.shape[:2]
        wide, high = -(-width // _GRID) * _GRID, -(-height // _GRID) * _GRID
        ready = np.zeros((1, 3, high, wide), np.float32)
        ready[0, :, :height, :width] = small.transpose(2, 0, 1)
        answers = self._session.run(self._names, {self._input: ready})
        found: list[Found] = []
        for place, stride in enumerate(_STRIDES):
            cls, obj, boxes, points = (answer[0] for answer in answers[4 * place : 4 * place + 4])
            found += _decode(cls, obj, boxes, points, stride, wide // stride)
        return [_scaled(one, scale) for one in _best(found)]


class Insight:
    """A detector of insightface's own packs."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def find(self, picture: Pixels, side: int) -> list[Found]:
        """See :class:`Detector`; a model with a fixed input size keeps to it."""
        room = -(-side // _GRID) * _GRID
        boxes, points = self._model.detect(picture, input_size=(room, room), det_thresh=SURE)
        if points is None:
            return []
        return [
            Found(np.asarray(box[:4], np.float64), np.asarray(five, np.float64), float(box[4]))
            for box, five in zip(boxes, points, strict=True)
        ]


def shrunk(picture: Pixels, side: int) -> tuple[Pixels, float]:
    """``picture`` with a longer side of at most ``side``, and how many of its pixels one of these stands for."""
    scale = max(picture.shape[:2]) / side
    if scale <= 1:
        return picture, 1.0
    if (times := int(scale)) > 1:
        picture = thinned(picture, times)
    rest = scale / times
    height, width = picture.shape[:2]
    size = (max(1, round(width / rest)), max(1, round(height / rest)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8), scale


def _decode(
    cls: NDArray[np.float32],
    obj: NDArray[np.float32],
    boxes: NDArray[np.float32],
    points: NDArray[np.float32],
    stride: int,
    columns: int,
) -> list[Found]:
    """Boxes and points of one stride, as OpenCV's ``face_detect.cpp`` decodes them."""
    scores = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
    found = []
    for place in np.flatnonzero(scores >= SURE):
        cell = np.array((place % columns, place // columns), np.float64)
        centre = (cell + boxes[place, :2]) * stride
        half = np.exp(boxes[place, 2:].astype(np.float64)) * stride / 2
        five = (points[place].reshape(5, 2) + cell) * stride
        found.append(Found(np.concatenate([centre - half, centre + half]), five, float(scores[place])))
    return found


def _best(found: list[Found]) -> list[Found]:
    """One of each heap of overlapping boxes, the surest."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda face: -face.confidence):
        if all(overlap(one.box, other.box) < _OVERLAP for other in kept):
            kept.append(one)
    return kept


def overlap(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Shared area of two boxes over their joint area, 0 to 1."""
    sides = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    if (sides <= 0).any():
        return 0.0
    shared = float(sides.prod())
    return shared / float((one[2:] - one[:2]).prod() + (other[2:] - other[:2]).prod() - shared)


def _scaled(face: Found, scale: float) -> Found:
    return Found(face.box * scale, face.points * scale, face.confidence)
