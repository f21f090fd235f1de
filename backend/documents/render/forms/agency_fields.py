"""The fields of the application, the powers of attorney and the commitment letter (申请表、委托书、承诺函字段).

Each field stands once, with how it is read; a blank form has them all, empty.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backend.documents.render.data import (
    CommitmentLetterData,
    PowerOfAttorneyData,
    RegistrationApplicationData,
    RegistrationBusiness,
)
from backend.documents.render.forms.fields import Fields, day, given
from backend.rules.codes import code_of, codes

Readers = Mapping[str, Callable[[Any], str | bool]]


def part_of(name: str, form: str) -> Callable[[Any], str]:
    """The reader of one part of a date; a day that is not yet known stays open for the pen."""

    def read(data: Any) -> str:
        value = getattr(data, name)
        return f"{value:{form}}" if value else ""

    return read


def parts_of(name: str) -> Readers:
    """Year, month and day of the date ``name``."""
    return {f"{name}_{part}": part_of(name, form) for part, form in (("year", "%Y"), ("month", "%m"), ("day", "%d"))}


def business(one: RegistrationBusiness) -> Callable[[Any], bool]:
    """The reader of one box of 申请事项."""
    return lambda data: one in data.businesses


def use(code: str) -> Callable[[RegistrationApplicationData], bool]:
    """The reader of one box of 使用性质: the car's, however its papers word it."""
    return lambda data: code_of("use_character", data.vehicle.use_character) == code


BUSINESSES: Final[Readers] = {f"business_{one}": business(one) for one in RegistrationBusiness}

APPLICATION: Final[Readers] = {
    **BUSINESSES,
    **{f"use_{code}": use(code) for code in codes("use_character")},
    "to_province": lambda data: given(data.to_province),
    "to_city": lambda data: given(data.to_city),
    **parts_of("signed_on"),
}

POWER_OF_ATTORNEY: Final[Readers] = {
    **BUSINESSES,
    "addressee": lambda data: given(data.addressee),
    "agent_name": lambda data: given(data.agent.name),
    "price_yes": lambda data: data.handles_price,
    "price_no": lambda data: not data.handles_price,
    "limits": lambda data: given(data.limits),
    "valid_from": lambda data: day(data.valid_from),
    "valid_until": lambda data: day(data.valid_until),
    "signed_place": lambda data: given(data.signed_place),
    "certificate_id": lambda data: given(data.certificate_id),
    **parts_of("signed_on"),
}

COMMITMENT: Final[Readers] = {
    "addressee": lambda data: given(data.addressee),
    "agent_name": lambda data: given(data.agent.name),
    "entrusted_by": lambda data: given(data.entrusted_by),
    "plate_number": lambda data: given(data.vehicle.plate_number),
    "within_days": lambda data: given(data.within_days),
    **parts_of("signed_on"),
    **parts_of("received_on"),
}


def fields_of(
    readers: Readers, data: RegistrationApplicationData | PowerOfAttorneyData | CommitmentLetterData | None
) -> Fields:
    """Every field as printed; ``None`` as data leaves them empty and the boxes unticked."""
    return dict.fromkeys(readers, "") if data is None else {name: read(data) for name, read in readers.items()}
