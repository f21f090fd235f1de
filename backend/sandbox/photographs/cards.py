"""One door to every thing that can be photographed (证件与车辆绘制)."""

from typing import Final

from PIL import Image

from backend.sandbox.photographs import business_licence, id_card, registration_certificate, vehicle, vehicle_licence
from backend.sandbox.photographs.paper import Style
from backend.sandbox.photographs.portrait import portrait

#: What lies flat on a desk and is photographed from above; the rest is photographed as it stands.
FLAT: Final = ("id_front", "id_back", "vehicle_licence", "business_licence", "registration_certificate")
KINDS: Final = (*FLAT, "car_front45", "vin_plate", "selfie")


def draw_card(kind: str, truth: dict[str, str], portrait_seed: int, style: Style | None = None) -> Image.Image:
    """The clean picture of ``kind`` (one of :data:`KINDS`) with ``truth`` printed on it, before any camera.

    Cards are RGBA with rounded corners where the real one has them. Raises ``ValueError`` for an unknown kind and
    :class:`~backend.sandbox.photographs.fonts.FontsMissing` when ``npm ci`` was not run.
    """
    style = style or Style()
    if kind == "id_front":
        return id_card.rounded(id_card.draw_front(truth, portrait_seed, style))
    if kind == "id_back":
        return id_card.rounded(id_card.draw_back(truth, portrait_seed, style))
    if kind == "vehicle_licence":
        return id_card.rounded(vehicle_licence.draw(truth, portrait_seed, style), 40)
    if kind == "business_licence":
        return business_licence.draw(truth, portrait_seed, style)
    if kind == "registration_certificate":
        return registration_certificate.draw(truth, portrait_seed, style)
    if kind == "car_front45":
        return vehicle.draw_car(truth, portrait_seed)
    if kind == "vin_plate":
        return vehicle.draw_vin_plate(truth, portrait_seed)
    if kind == "selfie":
        return portrait(1080, 1332, portrait_seed, (206, 212, 214, 255)).convert("RGB")
    raise ValueError(f"unknown kind of photograph: {kind}")
