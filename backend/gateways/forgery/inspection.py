"""What an inspection says (照片鉴别结果), the words in which it says so, and the thresholds of this version."""

from dataclasses import dataclass
from typing import Final

#: Grows whenever a score can change for the same picture; stored beside every check.
VERSION: Final = "2026-11-22d"

#: 翻拍屏幕, 翻拍打印件或复印件, 截屏, 拼接篡改.
KINDS: Final = ("screen", "print", "screenshot", "tampered")

#: From this score of any kind the picture is ``forged``; from the lower one it is ``doubtful``: a person looks.
FORGED: Final = 80
DOUBTFUL: Final = 50

#: 理由: code -> sentence for the clerk. Codes are stable.
SENTENCES: Final[dict[str, str]] = {
    "pixel_grid": "整张照片布满规则的细网格，像是对着屏幕翻拍的，请拍摄证件原件。",
    "moire": "照片上有贯穿整个画面的摩尔纹，像是对着屏幕翻拍的，请拍摄证件原件。",
    "colour_fringes": "细网格带有红绿蓝条纹，这是屏幕像素的特征，请拍摄证件原件。",
    "refresh_bands": "照片上有屏幕刷新造成的明暗条带，请拍摄证件原件。",
    "halftone": "照片上有印刷网点，像是翻拍的打印件，请拍摄证件原件。",
    "no_colour": "画面没有颜色，像是黑白复印件，请拍摄证件原件。",
    "toner": "画面只剩黑白两色并带有墨粉斑点，像是复印件，请拍摄证件原件。",
    "flat_regions": "画面有大片完全相同的颜色，没有相机噪点，像是截屏或软件生成的图片，请用相机拍摄原件。",
    "plain_bars": "画面边缘有完全一色的条带，像是截屏，请用相机拍摄原件。",
    "device_size": "图片尺寸与手机或电脑屏幕完全相同，像是截屏，请用相机拍摄原件。",
    "screen_software": "图片信息写明由截屏或修图软件生成，请用相机拍摄原件。",
    "noise_differs": "框内的噪点与周围不一致，可能是后来贴上去的，请核对原件。",
    "compression_differs": "框内的压缩痕迹与周围不一致，可能是后来贴上去的，请核对原件。",
    "cut_edge": "框的边缘比镜头能拍出的更锐利、完全横平竖直，可能是后来贴上去的，请核对原件。",
    "severed_strokes": "框内的字迹或线条沿横平竖直的线在一个像素内断开，可能是后来贴上去或写上去的，请核对原件。",
    "typed_letters": "框内的字迹比镜头能拍出的更锐利，而旁边的字不是，像是用软件写上去的，请核对原件。",
    "painted_over": "框内是逐点相同的一种颜色，没有相机噪点，像是涂掉后重写的，请核对原件。",
    "other_lettering": "框内的字与同一行其他字的粗细、清晰度、高低或颜色不一致，可能改过，请核对原件。",
    "copied_within": "框内两处画面逐点相同，其中一处可能是复制过去的，请核对原件。",
}

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign that was found: its kind (of :data:`KINDS`), stable code, sentence, score 0 to 100, and where.

    ``boxes`` are ``(x, y, width, height)`` in shares of the picture as displayed (EXIF turn applied).
    """

    kind: str
    code: str
    score: int
    boxes: tuple[Box, ...] = ()

    @property
    def sentence(self) -> str:
        """The reason in words for the clerk."""
        return SENTENCES[self.code]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found on one picture.

    ``scores`` has every kind, 0 to 100, 100 = certainly; ``quality`` has sharpness, exposure, glare and completeness,
    each 0 to 1, 1 = good; ``fingerprint`` is the 64-bit 照片指纹, see :mod:`.fingerprint`.
    """

    scores: dict[str, int]
    verdict: str
    reasons: tuple[Reason, ...]
    quality: dict[str, float]
    fingerprint: int
    provider: str
    version: str
    took_ms: int


def verdict_of(scores: dict[str, int]) -> str:
    """``forged``, ``doubtful`` or ``clean`` by the highest score."""
    worst = max(scores.values())
    return "forged" if worst >= FORGED else "doubtful" if worst >= DOUBTFUL else "clean"


def scores_of(reasons: tuple[Reason, ...]) -> dict[str, int]:
    """The strongest reason of each kind; signs that agree add up as independent ones do."""
    scores = {}
    for kind in KINDS:
        left = 1.0
        for reason in reasons:
            if reason.kind == kind:
                left *= 1 - reason.score / 100
        scores[kind] = min(100, round(100 * (1 - left)))
    return scores
