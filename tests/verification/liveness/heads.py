"""Heads that move before a pretended camera: five points in space, projected, with a person's tremor and noise."""

import random
from collections.abc import Callable
from dataclasses import replace
from math import cos, radians, sin

from backend.verification.liveness.challenge import Action, Plan, plan_of
from backend.verification.liveness.judging.observed import Capture, Observation, SeenFace

# Distances of the eyes; the nose stands out of the plane of the others (z towards the camera).
HEAD = ((-0.5, 0.0, 0.0), (0.5, 0.0, 0.0), (0.0, 0.6, 0.38), (-0.4, 1.1, 0.0), (0.4, 1.1, 0.0))
FLAT = tuple((x, y, 0.0) for x, y, _ in HEAD)
AWAY, FOCUS = 6.5, 520.0  # 40 cm; pixels of a picture of 480 by 640
PLAN = plan_of((Action.TURN_LEFT, Action.NOD, Action.TURN_RIGHT), [0.5, 0.2, 0.8])
POSE_OF = {
    Action.FRONT: (0.0, 0.0, 0.0),
    Action.TURN_LEFT: (32.0, 0.0, 0.0),
    Action.TURN_RIGHT: (-32.0, 0.0, 0.0),
    Action.NOD: (0.0, 22.0, 0.0),
    Action.CLOSER: (0.0, 0.0, 1.8),
}
Pose = tuple[float, float, float]
Motion = Callable[[Plan, float], Pose]


def face(
    pose: Pose, shape=HEAD, roll: float = 0.0, at: tuple[float, float] = (0.0, 0.0), noise: float = 0.0
) -> SeenFace:
    """The five points of a head turned by yaw and pitch (degrees; chin down positive) and brought closer."""
    yaw, pitch, near = radians(pose[0]), radians(pose[1]), pose[2]
    turn, points = radians(roll), []
    for x, y, z in shape:
        y -= 0.5
        # z comes towards the camera; turning to the person's left takes the nose to the picture's right.
        x, z = x * cos(yaw) + z * sin(yaw), z * cos(yaw) - x * sin(yaw)
        y, z = y * cos(pitch) + z * sin(pitch), z * cos(pitch) - y * sin(pitch)
        x, y = x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)
        scale = FOCUS / (AWAY - near - z)
        points.append(
            (240 + (x + at[0]) * scale + random.gauss(0, noise), 320 + (y + at[1]) * scale + random.gauss(0, noise))
        )
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return SeenFace(tuple(points), (min(xs) - 40, min(ys) - 50, max(xs) + 40, max(ys) + 40))


def as_a_person(plan: Plan, t: float) -> Pose:
    """Waits half a second after each instruction, then moves within 0.8 s, slowly at both ends."""
    at = POSE_OF[Action.FRONT]
    for step in plan.steps:
        share = min(1.0, max(0.0, (t - step.starts_ms - 450) / 800))
        eased = share**3 * (10 - 15 * share + 6 * share**2)
        goal = POSE_OF[step.action]
        at = tuple(a + (b - a) * eased for a, b in zip(at, goal, strict=True))  # type: ignore[assignment]
        if t < step.ends_ms:
            break
    return at


def capture(plan: Plan = PLAN, motion: Motion = as_a_person, shape=HEAD, noise: float = 1.2, **look) -> Capture:
    """A capture of that motion, with noise of the detector in pixels and the sway of somebody who stands."""
    random.seed(7)
    frames = []
    for number in range(plan.lasts_ms // plan.every_ms):
        t = number * plan.every_ms + random.randint(5, 60)
        step = next(place for place, one in enumerate(plan.steps) if t < one.ends_ms)
        sway = (0.05 * sin(t / 700), 0.04 * cos(t / 900))
        held = {"at": sway, "roll": 2 * sin(t / 1500)} | {name: act(t) for name, act in look.items()}
        seen = face(motion(plan, t), shape, noise=noise, **held)
        likeness = 95 if plan.steps[step].action is Action.FRONT else 70
        change = 6.0 if number else None
        frames.append(Observation(t, step, (seen,), f"{number:064x}", likeness, change))
    return Capture(plan, tuple(frames), waited_ms=plan.lasts_ms + 2500)


def changed(seen: Capture, place: int, **values) -> Capture:
    """The capture with one frame that is otherwise."""
    frames = list(seen.frames)
    frames[place] = replace(frames[place], **values)
    return replace(seen, frames=tuple(frames))


def at_the_times_of(times: Capture, order: list[int]) -> Capture:
    """The same frames in another order, with times and steps as if they had been taken so."""
    frames = [
        replace(times.frames[place], t_ms=kept.t_ms, step=kept.step, change=kept.change)
        for place, kept in zip(order, times.frames, strict=True)
    ]
    return replace(times, frames=tuple(frames))
