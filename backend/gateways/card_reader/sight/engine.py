"""RapidOCR's models, called at the sizes we choose (识别引擎): detection, turning upright, recognition.

RapidOCR's own call detects at up to 2000 pixels, classifies and recognises every line in padded batches. We use the
same three models from its wheel, never the network, but detect small and read each line at its own width, and keep the
probability of every letter, which its call averages away.
"""

import logging
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]

PROVIDER: Final = "rapidocr"
_READ_HEIGHT: Final = 48  # the recogniser's input height
_OTHER_FORM: Final = 0.03  # chance that the simplified form of a traditional letter must have of its own
_CAP: Final = 0.92  # confidence of a letter that was told by two forms
_ALSO_TRADITIONAL: Final = "粵強"  # forms that Japan or Korea writes otherwise
# Letters that look traditional and yet may stand in names (通用规范汉字表 2013 gave them back).
_NAME_LETTERS: Final = "昇邨迺陞甦氾脩絜扞祇鉅崑崙彙曆峯濬皙哲喆淼堃犇龢倖讚"
_SHORTEST: Final = 96  # a lone letter is padded to this width, as the model was trained on longer strips


@dataclass(frozen=True, slots=True)
class Strip:
    """One recognised strip: its letters, the probability of each, and where each stands from 0 (left) to 1."""

    text: str
    sure: tuple[float, ...]
    at: tuple[float, ...]


class Engine:
    """The three models in this process. Not safe for two threads at once; each worker process has its own."""

    def __init__(self, threads: int) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        models: Any = RapidOCR(
            params={
                "Global.log_level": "error",
                # Lone letters (男, 女, the spread 名 称) score low and are lost at RapidOCR's 0.5.
                "Det.box_thresh": 0.35,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self._detector: Any = models._load_det_model()
        self._classifier: Any = models._load_cls_model()
        self._recogniser: Any = models._load_rec_model()
        self._letters: list[str] = self._recogniser.postprocess_op.character
        self._traditional = np.array([_is_traditional(letter) for letter in self._letters])
        self.version = version(PROVIDER)

    def detect(self, picture: Pixels) -> list[Quad]:
        """The text strips of ``picture`` as it is (no resizing but to multiples of 32): corners from the upper left."""
        height, width = picture.shape[:2]
        wide, high = max(32, round(width / 32) * 32), max(32, round(height / 32) * 32)
        ready = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32)
        ready = (ready / 127.5 - 1.0).transpose(2, 0, 1)[None]
        found, _ = self._detector.postprocess_op(self._detector.session(np.ascontiguousarray(ready)), (height, width))
        return [np.asarray(quad, np.float32) for quad in found]

    def upside_down(self, strips: list[Pixels]) -> float:
        """How far the strips together speak for being turned by 180°: from -1 (upright) to 1."""
        if not strips:
            return 0.0
        _, votes = self._classify(strips)
        return float(np.mean([score if turned else -score for turned, score in votes]))

    def _classify(self, strips: list[Pixels]) -> tuple[None, list[tuple[bool, float]]]:
        answer = self._classifier(list(strips))
        return None, [(label == "180", float(score)) for label, score in answer.cls_res]

    def read(self, strip: Pixels) -> Strip:
        """Recognise one upright strip of text."""
        height, width = strip.shape[:2]
        wide = max(16, min(2400, round(width * _READ_HEIGHT / max(1, height))))
        ready = cv2.resize(
            strip, (wide, _READ_HEIGHT), interpolation=cv2.INTER_AREA if height > 60 else cv2.INTER_CUBIC
        )
        room = max(_SHORTEST, -(-wide // 8) * 8)
        tensor = np.zeros((1, 3, _READ_HEIGHT, room), np.float32)
        tensor[0, :, :, :wide] = (ready.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)
        chances = self._recogniser.session(tensor)[0]
        best = chances.argmax(1)
        top = chances[np.arange(len(best)), best]
        self._simplify(chances, best, top)
        return self._decode(best, top, room / wide)

    def _simplify(self, chances: NDArray[np.float32], best: NDArray[np.int64], top: NDArray[np.float32]) -> None:
        """Mainland papers print simplified letters: a traditional form gives way to its simplified one (in place).

        Only when the next likeliest letter is plainly the other form (車 0.6, 车 0.3) are their chances added. The sum
        is capped below what critical fields ask for, so that a name is still looked at by a person.
        """
        for step in np.flatnonzero(self._traditional[best]):
            allowed = np.where(self._traditional, 0.0, chances[step])
            allowed[0] = 0.0
            other, mine = int(allowed.argmax()), float(top[step])
            chance = float(allowed[other])
            if chance > max(_OTHER_FORM, 0.4 * (1 - mine)):
                best[step], top[step] = other, min(_CAP, chance + mine)

    def _decode(self, best: NDArray[np.int64], top: NDArray[np.float32], stretch: float) -> Strip:
        """CTC: runs of one class are one letter; class 0 is the blank. A letter is as sure as its run's best step."""
        letters: list[str] = []
        sure: list[float] = []
        at: list[float] = []
        for step, (letter, chance) in enumerate(zip(best.tolist(), top.tolist(), strict=True)):
            if letter == 0:
                continue
            if step and best[step - 1] == letter:
                sure[-1] = max(sure[-1], chance)
                continue
            letters.append(self._letters[letter])
            sure.append(chance)
            at.append(min(1.0, (step + 0.5) / len(best) * stretch))
        return Strip("".join(letters), tuple(sure), tuple(at))


def _is_traditional(letter: str) -> bool:
    """Whether a letter is written in Taiwan, Japan and Korea but not on the mainland: 車 is, 车, 燊 and 玥 are not."""
    if len(letter) != 1 or not "\u4e00" <= letter <= "\u9fff" or letter in _NAME_LETTERS:
        return False
    if letter in _ALSO_TRADITIONAL:
        return True
    written = {codec: _encoded(letter, codec) for codec in ("gb2312", "big5", "shift_jis", "euc_kr")}
    # Big5 begins its second level, of rare letters, at C9.
    abroad = written["big5"] and written["shift_jis"] and written["euc_kr"]
    return bool(abroad) and not written["gb2312"] and written["big5"][0] <= 0xC6


def _encoded(letter: str, codec: str) -> bytes:
    try:
        return letter.encode(codec)
    except UnicodeEncodeError:
        return b""
