"""号牌种类: which type of plate a car bears, from the plate's form and the car's type (GA 36-2018, DOMAIN §2.1).

A plate's form leaves several types open only where it is the ordinary one: then the car's size decides, as GA 36 has
it: large cars yellow plates (01), small and micro ones blue (02).
"""

from typing import Final

from backend.rules.codes import code_of, name_of
from backend.rules.numbers.plate_number import judge_plate_number

# How codes of 车辆类型 begin (DOMAIN §2.2): large and medium buses, trucks, tractors, special vehicles, machines.
LARGE: Final = ("K1", "K2", "H1", "H2", "Q1", "Q2", "Z1", "Z2", "Z5", "D", "J")
LIGHT_MOTORCYCLES: Final = ("M12", "M22")


def plate_type_of(plate_number: str, vehicle_type: str) -> str:
    """The name of the plate's type (小型汽车 …) as the application's box wants it; empty where it cannot be told."""
    possible = judge_plate_number(plate_number).facts.get("plate_type") or []
    if not possible:
        return ""
    kind = code_of("vehicle_type", vehicle_type) or ""
    if possible[0] == "16":  # 学: cars and motorcycles of driving schools
        code = "17" if kind.startswith("M") else "16"
    elif possible[0] in {"23", "03", "04"}:  # 警, 使, 领
        code = possible[-1] if kind.startswith("M") else possible[0]
    elif possible[0] == "02":
        code = _ordinary(kind)
    else:
        code = possible[0]
    return (name_of("plate_type", code) or "") if code else ""


def _ordinary(kind: str) -> str:
    if not kind:
        return ""
    if kind.startswith("M"):
        return "08" if kind in LIGHT_MOTORCYCLES else "07"
    if kind.startswith(("H5", "N")):
        return "13"
    return "01" if kind.startswith(LARGE) else "02"
