"""From a face to its embedding (人脸特征): alignment by five points, then insightface's recogniser."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.gateways.faces.shots import Pixels


class Recogniser:
    """One recogniser of the ArcFace kind, opened by ``insightface.model_zoo.get_model`` from a file, never the net."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def embed(self, flat: Pixels) -> NDArray[np.float64]:
        """A face aligned on 112 x 112 pixels as numbers of unit length."""
        numbers = np.asarray(self._model.get_feat(flat), np.float64).ravel()
        return numbers / max(1e-9, float(np.linalg.norm(numbers)))


def open_model(path: Path, options: Any) -> Any:
    """insightface's model in ``path``; ``None`` when it knows no such kind."""
    from insightface.model_zoo import get_model

    return get_model(str(path), providers=["CPUExecutionProvider"], sess_options=options, download=False)
