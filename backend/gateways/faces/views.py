"""What was seen on a picture of a face (人脸结果), and the words in which problems are told."""

from dataclasses import dataclass
from typing import Final

#: What a picture shows: a photograph of an identity card (身份证人像面), or simply one person (芯片照片、自拍).
CARD: Final = "id_front"
PORTRAIT: Final = "portrait"

#: 人脸问题: every problem that a picture may have, with the sentence that says what to do. Codes are stable.
FACE_PROBLEMS: Final[dict[str, str]] = {
    "no_engine": "系统未安装人脸模型，请经办人对照证件照片与本人，当面判断。",
    "no_face": "照片里没有找到人脸，请正对镜头、让脸部占画面的一半左右后重拍。",
    "no_portrait": "证件照片上没有找到人像，请把身份证人像面平放、拍满画面后重拍。",
    "several_faces": "照片里不止一张人脸，请只留本人一人在画面中后重拍。",
    "cut_off": "脸部没有拍全，请让整张脸（从额头到下巴）都在画面里后重拍。",
    "small": "脸部在照片里太小，请靠近一些重拍。",
    "blurred": "脸部不清晰，请拿稳手机、擦净镜头、对准焦点后重拍。",
    "dark": "脸部太暗，请面向光源重拍，不要背光。",
    "bright": "脸部过亮，请避开强光和闪光灯后重拍。",
    "occluded": "脸部被遮挡，请摘下口罩、墨镜、帽子，拨开头发或移开手后重拍。",
    "turned": "脸没有正对镜头，请平视镜头、不要侧脸、低头或仰头后重拍。",
}


@dataclass(frozen=True, slots=True)
class Face:
    """One face. Lengths are pixels of the picture as displayed (EXIF turn applied).

    ``box`` is ``(left, top, right, bottom)``. ``points`` are the two eyes, the nose and the two corners of the mouth,
    those on the left of an upright face first. ``confidence`` (0 to 1) is the detector's. ``yaw``, ``pitch`` and
    ``roll`` are rough degrees: yaw positive when the nose points to the picture's right, pitch positive when the face
    looks up, roll positive when the head leans clockwise as seen. ``sharpness`` is 0 to 1 (1 sharp), ``brightness`` 0
    (black) to 1 (white), ``occlusion`` 0 (free) to 1 (covered). ``quality`` (0 to 1) ranks frames of the same person.
    ``problems`` are codes of :data:`FACE_PROBLEMS`. ``live`` (0 to 1) is how much the largest face of a picture looks
    like a living one to the pack's liveness model; ``None`` without such a model, and for every other face.
    """

    box: tuple[int, int, int, int]
    points: tuple[tuple[float, float], ...]
    confidence: float
    yaw: float
    pitch: float
    roll: float
    sharpness: float
    brightness: float
    occlusion: float
    quality: float
    problems: tuple[str, ...] = ()
    live: float | None = None

    @property
    def size(self) -> int:
        """The shorter side of the box in pixels."""
        left, top, right, bottom = self.box
        return min(right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class FaceView:
    """One picture: its faces, largest first, and the problems of the picture and of its largest face.

    ``width`` and ``height`` are the picture's in pixels as displayed, 0 where no provider looked. ``took_ms`` is the
    time in the worker.
    """

    faces: tuple[Face, ...] = ()
    problems: tuple[str, ...] = ()
    width: int = 0
    height: int = 0
    provider: str = ""
    version: str = ""
    took_ms: int = 0


@dataclass(frozen=True, slots=True)
class FaceMatch:
    """人证比对: the portrait on the card against the best selfie.

    ``similarity`` is the cosine of the two faces' embeddings (-1 to 1), ``score`` its place on the pack's calibration:
    0 to 100, 80 where the pack's maker would pass, 60 under which it would refuse, the same for every pack. Both are
    ``None`` when either side has no usable face, and the problems say why. ``best`` is the place of the selfie that
    was used; ``faces`` are the card's face and that selfie's, ``None`` where there is none. ``cost_fen`` is what a
    provider charged for it, in fen.
    """

    similarity: float | None = None
    score: int | None = None
    problems_card: tuple[str, ...] = ()
    problems_selfie: tuple[str, ...] = ()
    best: int | None = None
    faces: tuple[Face | None, Face | None] = (None, None)
    provider: str = ""
    version: str = ""
    took_ms: int = 0
    cost_fen: int = 0


@dataclass(frozen=True, slots=True)
class AliveAnswer:
    """真人检测 of one picture by somebody outside.

    ``alive`` is None where nobody can tell; ``code`` is the vendor's, ``sentence`` says what to do; ``cost_fen`` is
    what the answer cost, in fen.
    """

    alive: bool | None
    code: str
    sentence: str
    request_id: str = ""
    cost_fen: int = 0
