"""Whether answers can be right (填写校验). Pure: values and a date in, normalised values or a refusal out.

Rules: GB 11643 for identity numbers, 机动车登记规定 art. 89 for whose card counts, DOMAIN §1. A check that fails asks
for a correction or a second look; nothing is changed in silence, except width, blanks and letter case.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from backend.collection.answers.errors import (
    BirthDateDisagrees,
    CardExpired,
    CardNotYetValid,
    ConditionUnexplained,
    CreditCodeWrong,
    DateMalformed,
    DatesOutOfOrder,
    EngineNumberWrong,
    FieldMissing,
    FieldTooLong,
    IdCheckDigitWrong,
    IdNumberMalformed,
    MileageWrong,
    MonthMalformed,
    OldIdNumber,
    PlateNotTraded,
    PlateWrong,
    RegisteredInFuture,
    SexDisagrees,
    TooYoung,
    VinDoubtful,
    VinWrong,
    YesOrNo,
)
from backend.collection.answers.fields import (
    CONDITION,
    DATES,
    LABELS,
    LONG_TERM,
    LONGEST,
    MAY_BE_EMPTY,
    NO,
    YES,
    YES_OR_NO,
)
from backend.rules.numbers import (
    judge_credit_code,
    judge_engine_number,
    judge_plate_number,
    judge_resident_id,
    judge_vin,
)

# 2027-06, 2027.6 and 2027年6月 are all written on inspection marks.
MONTH = re.compile(r"((?:19|20)\d\d)[-./年](0?[1-9]|1[0-2])月?")
TEN_THOUSANDS = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)万")  # 8.6万, as everybody says it
MOST_KILOMETRES = 3_000_000  # a taxi of twenty years has driven half of it

MINOR = "未满 18 周岁，到站时需监护人同意并陪同办理。"
VIN_CHECKED = "车辆识别代号校验位不符，已由您核对确认，工作人员会再次核对实车。"


@dataclass(frozen=True)
class Judged:
    """Answers in the form in which they are stored, and sentences that stop nobody."""

    values: dict[str, str]
    warnings: list[str] = field(default_factory=list)


def judge(group: str, values: Mapping[str, str], on: date, *, checked: bool = False) -> Judged:
    """Judge one group's answers; the first thing that is wrong is raised as its own refusal, with its field.

    ``checked`` says that the person compared the VIN with the car and insists (我已核对).
    """
    tidied = _tidied(group, values)
    judged = Judged(tidied)
    if group == "vehicle":
        _vehicle(judged, on, checked)
    elif group == "company":
        _company(judged, on)
    elif group == "condition":
        _condition(judged)
    else:
        _person(judged, on)
    return judged


def _tidied(group: str, values: Mapping[str, str]) -> dict[str, str]:
    labels = LABELS[group]
    if unknown := next((name for name in values if name not in labels), None):
        raise FieldTooLong(field=unknown, label=unknown[:20])
    tidied = {}
    for name, label in labels.items():
        text = " ".join(unicodedata.normalize("NFC", values.get(name) or "").split())
        if len(text) > LONGEST or any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
            raise FieldTooLong(field=name, label=label)
        if not text and name not in MAY_BE_EMPTY[group]:
            raise FieldMissing(field=name, label=label)
        if text and name in DATES and not (name == "valid_to" and text == LONG_TERM):
            _date(text, name, label)
        tidied[name] = text
    return tidied


def _date(text: str, name: str, label: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateMalformed(field=name, label=label) from None


def _person(judged: Judged, on: date) -> None:
    values = judged.values
    number = judge_resident_id(values["id_number"], on)
    if "old_form" in number.warnings:
        raise OldIdNumber(field="id_number")
    if "wrong_check_digit" in number.reasons:
        raise IdCheckDigitWrong(field="id_number")
    if not number.valid:
        raise IdNumberMalformed(field="id_number")
    values["id_number"] = number.normalised
    if values["birth_date"] != number.facts["birth_date"]:
        raise BirthDateDisagrees(field="birth_date")
    if values["sex"] != number.facts["sex_text"]:
        raise SexDisagrees(field="sex")
    if "minor_under_14" in number.warnings:
        raise TooYoung(field="id_number")
    if "minor" in number.warnings:
        judged.warnings.append(MINOR)
    _validity(values, on)


def _validity(values: Mapping[str, str], on: date) -> None:
    begins = date.fromisoformat(values["valid_from"])
    if begins > on:
        raise CardNotYetValid(field="valid_from")
    if values["valid_to"] == LONG_TERM:
        return
    ends = date.fromisoformat(values["valid_to"])
    if ends <= begins:
        raise DatesOutOfOrder(field="valid_to", label="有效期起止")
    if ends < on:
        raise CardExpired(field="valid_to")


def _company(judged: Judged, on: date) -> None:
    code = judge_credit_code(judged.values["credit_code"])
    if not code.valid:
        raise CreditCodeWrong(field="credit_code")
    judged.values["credit_code"] = code.normalised
    founded = judged.values["founded_on"]
    if founded and date.fromisoformat(founded) > on:
        raise RegisteredInFuture(field="founded_on", label="成立日期")


def _condition(judged: Judged) -> None:
    values = judged.values
    mileage = re.sub(r"[\s,，]|公里|km", "", values["mileage_km"].lower())
    if tens := TEN_THOUSANDS.fullmatch(mileage):
        mileage = str(int(Decimal(tens[1]) * 10_000))
    if mileage and not (mileage.isascii() and mileage.isdigit() and int(mileage) <= MOST_KILOMETRES):
        raise MileageWrong(field="mileage_km")
    values["mileage_km"] = str(int(mileage)) if mileage else ""
    if values["inspected_until"]:
        month = MONTH.fullmatch(values["inspected_until"])
        if month is None:
            raise MonthMalformed(field="inspected_until", label=CONDITION["inspected_until"])
        values["inspected_until"] = f"{month[1]}-{int(month[2]):02d}"
    for name in YES_OR_NO:
        if values[name] not in {"", YES, NO}:
            raise YesOrNo(field=name, label=CONDITION[name])
    if not values["remarks"] and any(values[name] == YES for name in YES_OR_NO):
        raise ConditionUnexplained(field="remarks")


def _vehicle(judged: Judged, on: date, checked: bool) -> None:
    values = judged.values
    plate = judge_plate_number(values["plate_number"])
    if "military_plate" in plate.reasons:
        raise PlateNotTraded(field="plate_number")
    if not plate.valid:
        raise PlateWrong(field="plate_number")
    values["plate_number"] = plate.normalised
    registered, issued = date.fromisoformat(values["registered_on"]), date.fromisoformat(values["issued_on"])
    for name, day in (("registered_on", registered), ("issued_on", issued)):
        if day > on:
            raise RegisteredInFuture(field=name, label=LABELS["vehicle"][name])
    if issued < registered:
        raise DatesOutOfOrder(field="issued_on", label="注册日期和发证日期")
    _vin(judged, registered, on, checked)
    engine = judge_engine_number(values["engine_number"], may_be_none=plate.normalised.endswith("挂"))
    if not engine.valid:
        raise EngineNumberWrong(field="engine_number")
    values["engine_number"] = engine.normalised


def _vin(judged: Judged, registered: date, on: date, checked: bool) -> None:
    vin = judge_vin(judged.values["vin"], registered, on)
    if not vin.valid or "letters_replaced" in vin.warnings:
        raise VinWrong(field="vin", suggestion=vin.normalised)
    judged.values["vin"] = vin.normalised
    if "wrong_check_digit" in vin.warnings:
        if not checked:
            raise VinDoubtful(field="vin")
        judged.warnings.append(VIN_CHECKED)
