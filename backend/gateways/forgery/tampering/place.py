"""Where on the picture something was found, in shares of it (标注框)."""

import numpy as np
from numpy.typing import NDArray

from backend.gateways.forgery.inspection import Box
from backend.gateways.forgery.picture import Picture


def box_of(stat: NDArray[np.int32], picture: Picture, unit: int) -> Box:
    """The box of a row of OpenCV's component statistics, counted in ``unit`` pixels."""
    left, top, width, height = (int(one) * unit for one in stat[:4])
    return between((left, top, left + width, top + height), picture)


def between(sides: tuple[int, int, int, int], picture: Picture) -> Box:
    """The box between left, top, right and bottom pixels."""
    left, top, right, bottom = sides
    w, h = picture.width, picture.height
    return round(left / w, 4), round(top / h, 4), round((right - left) / w, 4), round((bottom - top) / h, 4)
