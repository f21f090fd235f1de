"""静默活体模型: does one face look like skin, or like a screen or a print? insightface's liveness add-on.

``insightface.addons.Liveness`` takes a model of one input (80 x 80, RGB, five-point alignment of its own) and one
output (the probability that the face is alive). insightface publishes one such file, which is never fetched here:
whoever has a licence for it, or for another of that shape, installs it with the pack.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backend.gateways.faces.shots import Pixels

_INPUT: Final = [3, 80, 80]
_LARGEST: Final = 16_000_000  # bytes; the published one has 1.5 MB, and recognisers need not be parsed for this


class SilentLiveness:
    """One liveness model, for one thread at a time."""

    def __init__(self, path: Path, options: Any) -> None:
        import onnxruntime
        from insightface.addons import Liveness

        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._model = Liveness(path, session=session)

    def score(self, picture: Pixels, points: NDArray[np.float64]) -> float | None:
        """How probably the face of these five points is alive, 0 to 1; None where too little of it is to be seen."""
        told = self._model.predict(picture, points)
        live = told["live_score"]
        return None if live is None else round(float(live), 4)


def is_silent(path: Path, size: int) -> bool:
    """Whether the file is a model of this kind: told by its input and output, not by its name."""
    if size > _LARGEST:
        return False
    import onnx

    graph = onnx.load(str(path), load_external_data=False).graph
    if len(graph.input) != 1 or len(graph.output) != 1:
        return False
    given, told = (list(one.type.tensor_type.shape.dim) for one in (graph.input[0], graph.output[0]))
    return [one.dim_value for one in given[1:]] == _INPUT and len(told) == 1
