"""What was seen (观察结果): frames as numbers, so that the judgement is a function of values; and its answer."""

from dataclasses import dataclass, field
from typing import Final

from backend.verification.liveness.challenge import Plan

Point = tuple[float, float]

#: 真人检测的原因: every reason, with the sentence that a person reads. Codes are stable. ``{what}`` is the action.
REASONS: Final[dict[str, str]] = {
    "too_few_frames": "收到的画面太少，请在网络稳定处重新拍摄。",
    "times_not_rising": "画面的时间先后颠倒，不像连续拍摄，请用本页面重新拍摄。",
    "times_off_plan": "画面的时间与提示的步骤对不上，请跟着提示重新拍摄。",
    "sent_too_soon": "画面比提示的时长更早送到，不可能是现场拍摄，请用本页面重新拍摄。",
    "gap_in_time": "画面中间有中断，请在拍摄时不要切换应用，重新拍摄。",
    "repeated_frames": "多张画面完全相同，像是静止的照片或重复的画面，请本人对着镜头重新拍摄。",
    "replayed": "这些画面以前提交过，请本人对着镜头重新拍摄。",
    "no_face": "多张画面里没有找到人脸，请让整张脸留在框内重新拍摄。",
    "several_faces": "画面里不止一张人脸，请只留本人一人后重新拍摄。",
    "cut": "人脸在画面之间突然跳变，不像连续拍摄，请一次拍完。",
    "scene_changed": "画面的背景中途变化很大，请人工查看各张画面。",
    "another_person": "前后画面不像同一个人，请本人从头到尾独自拍摄。",
    "person_doubtful": "前后画面是否同一人把握不高，请人工查看各张画面。",
    "person_unknown": "没有比对前后画面是否同一人，请人工查看各张画面。",
    "still_picture": "画面里的脸一动不动，像是静止的照片，请本人按提示做动作重新拍摄。",
    "flat_picture": "画面里的脸没有立体变化，像是晃动的照片或屏幕，请本人按提示做动作重新拍摄。",
    "looks_flat": "模型判断画面像是照片或屏幕，不像真人，请本人对着镜头重新拍摄。",
    "looks_doubtful": "模型不能肯定画面是真人，请人工查看各张画面。",
    "action_missing": "没有看到“{what}”，请跟着提示慢慢做动作，重新拍摄。",
    "wrong_order": "该做“{what}”时做了别的动作，请按提示的顺序重新拍摄。",
    "nod_unseen": "没有看清“点头”，请人工查看各张画面。",
    "action_weak": "“{what}”的幅度偏小，请人工查看各张画面。",
    "too_fast": "动作快得不像真人，请跟着提示慢慢做动作，重新拍摄。",
    "too_even": "动作过于均匀，像是合成的画面，请本人对着镜头重新拍摄。",
    "by_hand": "本平台设置为人工判断真人，请经办人查看各张画面并当面判断。",
    "no_engine": "系统未安装人脸模型，请经办人查看各张画面并当面判断。",
}
#: Reasons that only ask a person to look; every other one fails.
ASKING: Final = frozenset(
    {
        "scene_changed",
        "person_doubtful",
        "person_unknown",
        "nod_unseen",
        "action_weak",
        "no_engine",
        "by_hand",
        "looks_doubtful",
    }
)


@dataclass(frozen=True, slots=True)
class SeenFace:
    """One face of a frame. ``points``: left eye, right eye, nose, left and right corner of the mouth, as the picture
    shows them, in pixels; ``box`` left, top, right, bottom; ``sharpness`` 0 to 1; ``live`` 0 to 1 as a liveness model
    sees it, None without one."""

    points: tuple[Point, ...]
    box: tuple[float, float, float, float]
    sharpness: float = 1.0
    live: float | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One frame (一帧): when, at which step, whose faces, and how it differs from the frame before.

    ``likeness`` is the score (0 to 100) of this face against the first frontal one, None where it was not compared.
    ``change`` is the mean difference of grey to the frame before (0 to 255), None for the first.
    """

    t_ms: int
    step: int
    faces: tuple[SeenFace, ...]
    sha256: str
    likeness: int | None = None
    change: float | None = None

    @property
    def face(self) -> SeenFace | None:
        """The largest face."""
        return self.faces[0] if self.faces else None


@dataclass(frozen=True, slots=True)
class Capture:
    """Everything that is judged: the plan, the frames, and what the server itself knows.

    ``waited_ms`` is the time between giving the challenge and receiving the frames; ``replayed`` how many frames were
    met in an earlier capture; ``unwatched`` says why no engine looked for faces, a code of :data:`REASONS`.
    """

    plan: Plan
    frames: tuple[Observation, ...]
    waited_ms: int
    replayed: int = 0
    unwatched: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a code of :data:`REASONS`, the sentence, and the first frame where it is seen (None: all of them)."""

    code: str
    sentence: str
    frame: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """真人检测结论: ``verdict`` pass, fail or ask; ``score`` 0 to 100, None where no engine looked."""

    verdict: str
    score: int | None
    reasons: tuple[Reason, ...] = ()
    measures: dict[str, float] = field(default_factory=dict)


def because(code: str, frame: int | None = None, **facts: str) -> Reason:
    """The reason with its sentence filled in."""
    return Reason(code, REASONS[code].format(**facts), frame)
