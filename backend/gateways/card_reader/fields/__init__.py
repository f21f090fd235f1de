"""One parser a kind of card (各类证件解析): from lines of print to fields, each with the print it came from."""

from collections.abc import Callable
from typing import Final

from backend.gateways.card_reader.fields import (
    business_licence,
    id_back,
    id_front,
    registration_certificate,
    vehicle_licence,
)
from backend.gateways.card_reader.fields.common import Fields, Found
from backend.gateways.card_reader.lines import Line

PARSERS: Final[dict[str, Callable[[list[Line]], Fields]]] = {
    "id_front": id_front.parse,
    "id_back": id_back.parse,
    "vehicle_licence": vehicle_licence.parse,
    "business_licence": business_licence.parse,
    "registration_certificate": registration_certificate.parse,
}

__all__ = ["PARSERS", "Fields", "Found"]
