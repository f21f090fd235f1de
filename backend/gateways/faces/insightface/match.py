"""Looking and comparing (看脸、比对): what a worker process does with one call. Plain blocking code."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backend.gateways.card_reader.sight.photo import WORKING_SIDE
from backend.gateways.faces.insightface.alignment import PLACES, SIDE, aligned, similarity_to, warped
from backend.gateways.faces.insightface.detectors import Found
from backend.gateways.faces.insightface.finder import find_faces
from backend.gateways.faces.insightface.models import Models
from backend.gateways.faces.insightface.portrait import choose_portrait
from backend.gateways.faces.insightface.quality import judge
from backend.gateways.faces.packs.calibration import Calibration
from backend.gateways.faces.shots import Pixels, card_portrait, jpeg_for_eyes, open_scaled, open_shot
from backend.gateways.faces.views import CARD, Face, FaceMatch, FaceView

PROVIDER: Final = "insightface"
_SELFIE_SIDE: Final = 1000  # pixels: a selfie's face then has 200 and more
_CARD_SIDE: Final = 2000  # a portrait on a card is a tenth of the picture
_ENOUGH: Final = float(SIDE)  # pixels of a face's width that the recogniser takes in
_MOST_JUDGED: Final = 5
_COUNTS: Final = 0.35  # of the largest face's width: smaller ones are people passing behind
_SURELY: Final = 0.8
_SHOWN_SIDE: Final = 384
_SHOWN_FACE: Final = 0.62  # of the shown square that an aligned face's frame takes
_MORE_FACES: Final = 0.4  # as in quality.py: what each problem leaves of a frame's quality


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture with its faces, largest first; each of its pixels stands for ``step`` of the file's."""

    picture: Pixels
    faces: list[Found]
    step: float


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: the face that is used, where it was found, aligned, and what is wrong."""

    problems: tuple[str, ...]
    seen: Seen | None = None
    found: Found | None = None
    face: Face | None = None
    flat: Pixels | None = None

    @property
    def usable(self) -> bool:
        """Whether there is one face whose similarity means something."""
        return self.found is not None and "several_faces" not in self.problems


def look(models: Models, image: bytes) -> FaceView:
    """See :meth:`FaceEngine.look`; the version is the caller's to add."""
    started = time.perf_counter()
    seen = _see(models, image, _SELFIE_SIDE)
    faces = tuple(
        judge(seen.picture, found, aligned(seen.picture, found.points), seen.step)
        for found in seen.faces[:_MOST_JUDGED]
    )
    if faces and models.silent is not None:
        live = models.silent.score(seen.picture, seen.faces[0].points)
        faces = (replace(faces[0], live=live), *faces[1:])
    problems = (*(("several_faces",) if _several(seen.faces) else ()), *faces[0].problems) if faces else ("no_face",)
    height, width = (round(side * seen.step) for side in seen.picture.shape[:2])
    return FaceView(faces, problems, width, height, PROVIDER, took_ms=_since(started))


def compare(
    models: Models, calibration: Calibration, card: bytes, selfies: Sequence[bytes], kind: str | None
) -> FaceMatch:
    """See :meth:`FaceEngine.compare`; with no ``kind`` the picture itself tells whether it shows a card."""
    started = time.perf_counter()
    own = _card_side(models, card, kind)
    place, best = max(enumerate(_selfie_side(models, selfie) for selfie in selfies), key=lambda pair: _worth(pair[1]))
    similarity = _similarity(models, own, best)
    return FaceMatch(
        similarity=similarity,
        score=None if similarity is None else calibration.score(similarity),
        problems_card=own.problems,
        problems_selfie=best.problems,
        best=place if best.face else None,
        faces=(own.face, best.face),
        provider=PROVIDER,
        took_ms=_since(started),
    )


def crop(models: Models, image: bytes, kind: str) -> bytes | None:
    """See :meth:`FaceEngine.crop`; a card whose portrait is not found still has its place."""
    if kind != CARD:
        seen = _see(models, image, _SELFIE_SIDE)
        return _shown(seen.picture, seen.faces[0]) if seen.faces else None
    side = _card_side(models, image, kind)
    if side.seen and side.found:
        return _shown(side.seen.picture, side.found)
    portrait = card_portrait(open_shot(image))
    return None if portrait is None else jpeg_for_eyes(portrait)


def _see(models: Models, image: bytes, working_side: int, *, closer: bool = False) -> Seen:
    """Faces of the picture; decoded whole after all where the largest is too small for the recogniser otherwise."""
    picture, step = open_scaled(image, working_side)
    faces = find_faces(models.detector, picture, closer=closer)
    if step > 1 and faces and faces[0].width < _ENOUGH:
        picture, step = open_scaled(image, WORKING_SIDE)
        faces = find_faces(models.detector, picture, closer=closer)
    return Seen(picture, faces, step)


def _card_side(models: Models, image: bytes, kind: str | None) -> Side:
    seen = _see(models, image, _CARD_SIDE if kind in (CARD, None) else _SELFIE_SIDE)
    if kind == CARD:
        found = choose_portrait(seen.picture, seen.faces)
        if found is None:  # the card may be small in the picture, held by somebody who is large in it
            seen = _see(models, image, _CARD_SIDE, closer=True)
            found = choose_portrait(seen.picture, seen.faces)
        return _side(seen, found) if found else Side(("no_portrait",))
    if kind is None and len(seen.faces) > 1 and (found := choose_portrait(seen.picture, seen.faces)):
        return _side(seen, found)
    return _largest(seen)


def _selfie_side(models: Models, image: bytes) -> Side:
    return _largest(_see(models, image, _SELFIE_SIDE))


def _largest(seen: Seen) -> Side:
    if not seen.faces:
        return Side(("no_face",))
    side = _side(seen, seen.faces[0])
    return replace(side, problems=("several_faces", *side.problems)) if _several(seen.faces) else side


def _side(seen: Seen, found: Found) -> Side:
    flat = aligned(seen.picture, found.points)
    face = judge(seen.picture, found, flat, seen.step)
    return Side(face.problems, seen, found, face, flat)


def _several(faces: list[Found]) -> bool:
    """Whether a second face is of account beside the largest."""
    return any(face.width >= _COUNTS * faces[0].width and face.confidence >= _SURELY for face in faces[1:])


def _worth(side: Side) -> float:
    if side.face is None:
        return -1.0
    return side.face.quality * (1.0 if side.usable else _MORE_FACES)


def _similarity(models: Models, one: Side, other: Side) -> float | None:
    if not (one.usable and other.usable) or one.flat is None or other.flat is None:
        return None
    cosine = models.recogniser.embed(one.flat) @ models.recogniser.embed(other.flat)
    return round(float(np.clip(cosine, -1, 1)), 4)


def _shown(picture: Pixels, found: Found) -> bytes:
    """The face upright in the middle of a square, with hair, chin and some shoulder."""
    places = (PLACES - SIDE / 2) * (_SHOWN_FACE * _SHOWN_SIDE / SIDE) + _SHOWN_SIDE / 2
    return jpeg_for_eyes(warped(picture, similarity_to(found.points, places), _SHOWN_SIDE))


def _since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
