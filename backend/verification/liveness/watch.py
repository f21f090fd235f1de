"""Following the face with the engine (人脸观察): frames become numbers, no embedding is kept (DOMAIN §11)."""

from collections.abc import Sequence

from backend.gateways.faces import PORTRAIT, Face, FaceEngine
from backend.verification.liveness.challenge import Action, Plan
from backend.verification.liveness.frames import OpenedFrame
from backend.verification.liveness.judging.observed import Observation, SeenFace

# Smaller faces beside the person's are on a poster or in the distance, and nobody's second try.
BESIDE = 0.4
SURE = 0.6


async def watch(
    engine: FaceEngine, plan: Plan, frames: Sequence[OpenedFrame], pictures: Sequence[bytes]
) -> tuple[Observation, ...] | None:
    """Every frame as the engine sees it; None where no engine is installed. Raises ``VendorTrouble``."""
    seen: list[tuple[SeenFace, ...]] = []
    for picture in pictures:
        view = await engine.look(picture)
        if "no_engine" in view.problems:
            return None
        seen.append(_faces(view.faces))
    likeness = await _likeness(engine, plan, frames, pictures, seen)
    return tuple(
        Observation(one.t_ms, one.step, faces, one.sha256, likeness.get(place), one.change)
        for place, (one, faces) in enumerate(zip(frames, seen, strict=True))
    )


def unwatched(frames: Sequence[OpenedFrame]) -> tuple[Observation, ...]:
    """The frames as far as they can be told without an engine."""
    return tuple(Observation(one.t_ms, one.step, (), one.sha256, None, one.change) for one in frames)


def to_compare(plan: Plan, frames: Sequence[OpenedFrame], seen: Sequence[tuple[SeenFace, ...]]) -> list[int]:
    """Which frames are compared with the first look straight ahead: the middle one of every step, and the last.

    Each comparison costs two faces' inference, so not all of them; a stretch of another person's frames as long as a
    step is met.
    """
    chosen: list[int] = []
    for step in range(len(plan.steps)):
        there = [place for place, one in enumerate(frames) if one.step == step and seen[place]]
        chosen += there[len(there) // 2 : len(there) // 2 + 1]
    last = [place for place in range(len(frames)) if seen[place]][-1:]
    return sorted({*chosen, *last})


async def _likeness(
    engine: FaceEngine,
    plan: Plan,
    frames: Sequence[OpenedFrame],
    pictures: Sequence[bytes],
    seen: Sequence[tuple[SeenFace, ...]],
) -> dict[int, int]:
    frontal = [place for place, one in enumerate(frames) if one.step == 0 and seen[place]]
    if not frontal or plan.steps[0].action is not Action.FRONT:
        return {}
    reference = max(frontal, key=lambda place: seen[place][0].sharpness)
    found: dict[int, int] = {}
    for place in to_compare(plan, frames, seen):
        if place == reference:
            continue
        match = await engine.compare(pictures[reference], [pictures[place]], kind=PORTRAIT)
        if match.score is not None:
            found[place] = match.score
    return found


def _faces(faces: Sequence[Face]) -> tuple[SeenFace, ...]:
    sure = [one for one in faces if one.confidence >= SURE]
    if not sure:
        return ()
    near = [one for one in sure if one.size >= BESIDE * sure[0].size]
    return tuple(SeenFace(one.points, tuple(float(edge) for edge in one.box), one.sharpness, one.live) for one in near)  # type: ignore[arg-type]
