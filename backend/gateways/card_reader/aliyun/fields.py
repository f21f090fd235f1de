"""From Aliyun's names to ours (字段对照): every field of the five actions, and what the vendor thinks of the picture.

Two-sided papers nest ``data.face.data`` and ``data.back.data``. Sources: INTEGRATIONS §4.5, help.aliyun.com 442255 ff.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backend.gateways.card_reader.fields.common import digits, iso_date, person_name, plain, upper
from backend.gateways.card_reader.fields.vehicle_licence import engine, owner_name
from backend.gateways.card_reader.reading import FieldReading

Tidy = Callable[[str], str]


def _plate(text: str) -> str:
    return text.upper().replace("·", "").replace(" ", "")


def _from(text: str) -> str:
    return iso_date(text.split("-")[0]) if "-" in text else ""


def _until(text: str) -> str:
    last = text.rsplit("-", 1)[-1]
    return "长期" if "长期" in last else iso_date(last)


#: Their name, ours, and how its text becomes ours; the vendor's name may serve two of our fields.
_NAMES: Final[Mapping[str, tuple[tuple[str, str, Tidy], ...]]] = {
    "id_front": (
        ("name", "name", person_name),
        ("sex", "sex", plain),
        ("ethnicity", "ethnicity", plain),
        ("birthDate", "birth_date", iso_date),
        ("address", "address", plain),
        ("idNumber", "id_number", upper),
    ),
    "id_back": (
        ("issueAuthority", "issuer", plain),
        ("validPeriod", "valid_from", _from),
        ("validPeriod", "valid_to", _until),
    ),
    "vehicle_licence": (
        ("licensePlateNumber", "plate_number", _plate),
        ("vehicleType", "vehicle_type", plain),
        ("owner", "owner", owner_name),
        ("address", "address", plain),
        ("useNature", "use_character", plain),
        ("model", "brand_model", plain),
        ("vinCode", "vin", upper),
        ("engineNumber", "engine_number", engine),
        ("registrationDate", "registered_on", iso_date),
        ("issueDate", "issued_on", iso_date),
    ),
    "business_licence": (
        ("creditCode", "credit_code", upper),
        ("companyName", "name", plain),
        ("companyType", "kind", plain),
        ("legalPerson", "legal_representative", person_name),
        ("registeredCapital", "registered_capital", plain),
        ("registrationDate", "founded_on", iso_date),
        ("businessAddress", "address", plain),
    ),
    "registration_certificate": (
        ("barCode", "certificate_number", digits),
        ("registrationNumber", "plate_number", _plate),
        ("vinCode", "vin", upper),
        ("engineNumber", "engine_number", engine),
        ("vehicleType", "vehicle_type", plain),
        ("registrationDate", "registered_on", iso_date),
        ("vehicleColor", "color", plain),
        ("useNature", "use_character", plain),
        ("manufactureName", "manufacturer", plain),
    ),
}
_SIDES: Final = {"id_front": "face", "id_back": "back", "vehicle_licence": "face"}
#: The vendor gives no scale for its marks; these are where its console begins to warn.
_COMPLETE: Final = 60.0
_TAMPERED: Final = 80.0


def fields_of(data: Mapping[str, Any], wanted: str) -> tuple[str, dict[str, FieldReading]]:
    """The kind that the reply is of (an identity card's other side tells itself) and its fields."""
    kind = wanted
    if wanted in ("id_front", "id_back") and not _part(data, wanted):
        kind = "id_back" if wanted == "id_front" else "id_front"
    part = _part(data, kind)
    texts, sure = _inner(part), _sureness(part)
    fields = {}
    for theirs, ours, tidy in _NAMES[kind]:
        text = tidy(str(texts.get(theirs) or ""))
        if text:
            fields[ours] = FieldReading(text, sure.get(theirs, 0.0))
    if kind == "registration_certificate":
        fields |= _two_in_one(texts, sure)
    return kind, fields


def warnings_of(data: Mapping[str, Any], kind: str) -> list[str]:
    """Doubts about the picture itself, where the vendor judged it (OutputQualityInfo)."""
    part = _part(data, kind)
    marks = part.get("warning") or data.get("warning") or {}
    doubts = []
    # ftype 1: a copy, on actions that do not judge the picture otherwise.
    if _number(marks.get("isCopy")) == 1 or _number(part.get("ftype")) == 1:
        doubts.append("picture_copied")
    if _number(marks.get("isReshoot")) == 1:
        doubts.append("picture_reshot")
    complete, tampered = _number(marks.get("completenessScore")), _number(marks.get("tamperScore"))
    if complete is not None and complete < _COMPLETE:
        doubts.append("picture_incomplete")
    if tampered is not None and tampered >= _TAMPERED:
        doubts.append("picture_tampered")
    return doubts


def _part(data: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The side of a two-sided paper, or the whole: fields in ``data``, sureness and marks beside it."""
    part = _inner(data).get(_SIDES[kind]) if kind in _SIDES else data
    return part if isinstance(part, Mapping) else {}


def _inner(part: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = part.get("data")
    return inner if isinstance(inner, Mapping) else {}


def _sureness(part: Mapping[str, Any]) -> dict[str, float]:
    """How sure the vendor is of each of its fields, 0 to 1."""
    pairs = part.get("prism_keyValueInfo") or []
    return {
        str(pair.get("key")): round((_number(pair.get("valueProb")) or 0.0) / 100, 4)
        for pair in pairs
        if isinstance(pair, Mapping)
    }


def _two_in_one(texts: Mapping[str, Any], sure: Mapping[str, float]) -> dict[str, FieldReading]:
    """车辆品牌 and 车辆型号 are one field of ours; 机动车所有人/身份证明名称/号码 is two."""
    fields = {}
    model = plain(str(texts.get("vehicleModel") or ""))
    if model:
        brand = plain(str(texts.get("vehicleBrand") or ""))
        chance = min(sure.get("vehicleBrand", 0.0), sure.get("vehicleModel", 0.0))
        fields["brand_model"] = FieldReading(brand + model, chance)
    cell = [part for part in str(texts.get("vehicleOwnerInfo") or "").split("/") if part]
    chance = sure.get("vehicleOwnerInfo", 0.0)
    if cell:
        fields["owner"] = FieldReading(owner_name(cell[0]), chance)
    if len(cell) > 1:
        fields["id_number"] = FieldReading(upper(cell[-1]), chance)
    return fields


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
