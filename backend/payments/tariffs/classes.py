"""Which class of the tariffs a car is in (收费车型), by the vehicle type of its licence (GA 24.4)."""

from typing import Final

from backend.rules.codes import code_of

CLASSES: Final = {
    "small": "小型、微型客车",
    "large": "大型、中型客车",
    "truck": "轻型、微型货车",
    "heavy": "重型、中型货车",
    "motorcycle": "摩托车",
    "other": "其他车辆",
}
# The first letters of a type's code -> class; the longest that fits counts.
_STARTS: Final = {
    **{start: "small" for start in ("K3", "K4")},
    **{start: "large" for start in ("K1", "K2")},
    **{start: "truck" for start in ("H3", "H4", "H5")},
    **{start: "heavy" for start in ("H1", "H2")},
    "M": "motorcycle",
}


def class_of(vehicle_type: str) -> str:
    """The class of a vehicle type as the licence words it, or its code; ``other`` for what the table does not know."""
    code = code_of("vehicle_type", vehicle_type) or ""
    return _STARTS.get(code[:2]) or _STARTS.get(code[:1]) or "other"
