"""A pack's models in memory (模型装载), told apart by what they are, not by their names."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.gateways.faces.insightface.detectors import YUNET_OUTPUTS, Detector, Insight, YuNet
from backend.gateways.faces.insightface.recogniser import Recogniser, open_model
from backend.gateways.faces.insightface.silent import SilentLiveness, is_silent
from backend.gateways.faces.packs.pack import Pack, PackUnusable

_RECOGNISER_SIDE: Final = (112, 112)
_YUNET_BYTES: Final = 4_000_000  # YuNet has 0.23 MB; recognisers reach 260 MB and need not be parsed twice


@dataclass(frozen=True, slots=True)
class Models:
    """One detector and one recogniser, for one thread at a time, and a liveness model where the pack has one."""

    detector: Detector
    recogniser: Recogniser
    silent: SilentLiveness | None = None


def load(pack: Pack, threads: int) -> Models:
    """Open the pack's detector and recogniser with ``threads`` each; other models in it are left alone.

    Raises :class:`PackUnusable` when either is missing. insightface is imported here, in the worker, and asked for
    files only: it never fetches anything.
    """
    import onnxruntime

    logging.getLogger("insightface").setLevel(logging.ERROR)
    detector: Detector | None = None
    recogniser: Recogniser | None = None
    silent: SilentLiveness | None = None
    for file in pack.files:
        path = pack.folder / file.name
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        try:
            if detector is None and file.size < _YUNET_BYTES and _outputs(path) >= YUNET_OUTPUTS:
                detector = YuNet(path, options)
                continue
            if is_silent(path, file.size):
                silent = silent or SilentLiveness(path, options)
                continue
            model = open_model(path, options)
        except Exception as wrong:
            raise PackUnusable(
                "model_unreadable", f"模型文件打不开：{file.name}（{type(wrong).__name__}）。"
            ) from wrong
        kind = getattr(model, "taskname", "")
        if kind == "detection" and detector is None:
            detector = Insight(model)
        elif kind == "recognition" and recogniser is None and tuple(model.input_size) == _RECOGNISER_SIDE:
            recogniser = Recogniser(model)
    if detector is None:
        raise PackUnusable("no_detector", f"模型包里没有人脸检测模型：{pack.folder}。")
    if recogniser is None:
        raise PackUnusable("no_recogniser", f"模型包里没有 112×112 输入的人脸识别模型：{pack.folder}。")
    return Models(detector, recogniser, silent)


def _outputs(path: Path) -> set[str]:
    import onnx

    return {output.name for output in onnx.load(str(path), load_external_data=False).graph.output}
