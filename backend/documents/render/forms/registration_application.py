"""机动车注册、转移、注销登记/转入申请表: the official form of DOMAIN §5.3, one A4 page, its words all data."""

from typing import Final

from backend.documents.render.data import RegistrationApplicationData, VehicleFacts
from backend.documents.render.fonts import SERIF_BOLD
from backend.documents.render.forms.agency_fields import APPLICATION, fields_of
from backend.documents.render.forms.blocks import COLUMNS, SigningCell, block, label, pairs, value
from backend.documents.render.forms.fields import Fields
from backend.documents.render.forms.prose import begin, paragraph
from backend.documents.render.layout import LinesCell, Row, TextCell, table
from backend.documents.render.page import BODY_BOTTOM, MM, SIDE, Sheets
from backend.documents.render.wording import Wording

LINE: Final = 13 * MM
NOTES: Final = 9.0


def registration_application(data: RegistrationApplicationData | None, words: Wording) -> Sheets:
    """Set the form with its notes on filling it in; ``None`` sets the blank one."""
    fields = fields_of(APPLICATION, data)
    sheets = begin(data, words, issuer=data.market_name if data else "")
    table(sheets, SIDE, COLUMNS, rows(data, words, fields), BODY_BOTTOM)
    sheets.y += 2.5 * MM
    for note in words.texts["notes"].strip().splitlines():
        paragraph(sheets, note, fields, indent=0, size=NOTES)
    return sheets


def title(text: str) -> Row:
    """The bold row that begins a part of the form."""
    return Row(((TextCell(text, size=14, centred=True, font=SERIF_BOLD), 5),), least=11 * MM)


def rows(data: RegistrationApplicationData | None, words: Wording, fields: Fields) -> list[Row]:
    """The form's rows from top to bottom."""
    texts, filled = words.texts, data is not None
    vehicle = data.vehicle if data else VehicleFacts("", "")
    return [
        title(texts["applicant_title"]),
        *applicant(data, words),
        title(texts["business_title"]),
        Row(((label(texts["business"]), 2), (LinesCell(lines(texts["businesses"]), fields), 3)), least=19 * MM),
        Row(
            (
                (label(texts["plate_type"]), 2),
                (value(vehicle.plate_type, filled=filled), 1),
                (label(texts["plate_number"]), 1),
                (value(vehicle.plate_number, filled=filled), 1),
            ),
            least=LINE,
        ),
        block(
            texts["vehicle"],
            pairs(
                (texts["brand_model"], value(vehicle.brand_model, filled=filled)),
                (texts["vin"], value(vehicle.vin, filled=filled)),
                line=LINE,
            ),
            pairs((texts["use_character"], LinesCell(lines(texts["uses"]), fields)), line=32 * MM),
        ),
        Row(
            (
                (TextCell(texts["declaration"], size=11.5, centred=True, font=SERIF_BOLD), 3),
                (
                    SigningCell(
                        texts["signature"],
                        "buyer",
                        data.buyer_signature if data else None,
                        texts["signed_on"],
                        fields,
                        least=42 * MM,
                    ),
                    2,
                ),
            ),
        ),
    ]


def applicant(data: RegistrationApplicationData | None, words: Wording) -> tuple[Row, Row]:
    """The owner's block and the agent's."""
    texts, filled = words.texts, data is not None
    owner = data.buyer if data else None
    acting = owner.agent if owner else None
    return (
        block(
            texts["owner"],
            pairs(
                (texts["name"], value(owner and owner.name, filled=filled)),
                (texts["postcode"], value(owner and owner.postcode, filled=filled)),
                line=LINE,
            ),
            pairs((texts["address"], value(owner and owner.address, filled=filled)), line=LINE),
            pairs(
                (texts["mobile"], value(owner and owner.phone, filled=filled)),
                (texts["landline"], value(owner and owner.landline, filled=filled)),
                line=LINE,
            ),
        ),
        block(
            texts["agent"],
            pairs(
                (texts["name"], value(acting and acting.name, filled=filled)),
                (texts["mobile"], value(acting and acting.phone, filled=filled)),
                line=19 * MM,
            ),
        ),
    )


def lines(text: str) -> list[str]:
    """A text's lines, each of which stands for itself on the form."""
    return text.strip().splitlines()
