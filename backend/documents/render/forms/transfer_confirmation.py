"""二手车交易确认表: the form of DOMAIN §5.2, one A4 page (a second one only for words beyond all measure)."""

from typing import Final

from backend.documents.render.data import PartyFacts, PartyKind, TransferConfirmationData, VehicleFacts
from backend.documents.render.fonts import SERIF
from backend.documents.render.forms.fields import Fields, confirmation_fields
from backend.documents.render.forms.prose import begin
from backend.documents.render.layout import (
    ParagraphCell,
    PictureCell,
    Row,
    SignatureCell,
    StackCell,
    TextCell,
    sign,
    table,
)
from backend.documents.render.page import BODY_BOTTOM, BODY_WIDTH, MM, SIDE, Rect, Sheets
from backend.documents.render.text import baseline, break_lines, compose
from backend.documents.render.wording import Wording

COLUMNS: Final = (29 * MM, 62 * MM, 29 * MM, BODY_WIDTH - 120 * MM)
LINE: Final = 9.4 * MM
# A market's round seal measures 42 mm.
SEAL: Final = 42 * MM


class OpinionCell:
    """The station's opinion, and under it where the market seals and the clerk signs."""

    def __init__(self, data: TransferConfirmationData | None, words: Wording, fields: Fields) -> None:
        self.data, self.words, self.fields = data, words, fields
        self.opinion = ParagraphCell((words.texts["opinion"],), indent=2)

    def height(self, width: float, least: float) -> float:
        """The opinion's lines, and under them the height of a market's round seal."""
        return self.opinion.height(width, 0) + SEAL + 1 * MM

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Opinion above; market, clerk and date on the left, the seal beside them, over none of them."""
        top = self.opinion.height(rect.w, 0)
        self.opinion.draw(sheets, Rect(rect.x, rect.y, rect.w, top))
        texts, size, wide = self.words.texts, 10.5, rect.w - SEAL - 4 * MM
        left, y = rect.x + 2 * MM, rect.y + top + 5 * MM
        market = self.data.market_name if self.data else ""
        sheets.text(left, y, texts["market_seal"], SERIF, size)
        TextCell(market, size=10.5, least=7).draw(sheets, Rect(rect.x, y + 1.5 * MM, wide, 12 * MM))
        under = rect.y + rect.h
        seal = Rect(rect.x + rect.w - SEAL - 3 * MM, under - SEAL - 0.7 * MM, SEAL, SEAL)
        sheets.reserve("market_seal", seal)
        sheets.text(left, y + 20 * MM, texts["clerk_signature"], SERIF, size)
        place = Rect(left + 28 * MM, y + 12 * MM, wide - 34 * MM, 17 * MM)
        sign(sheets, place, "clerk", self.data.clerk_signature if self.data else None)
        line = break_lines(compose(texts["issued_on"], self.fields, SERIF, size), wide, size)[0]
        sheets.line(line, left, baseline(under - 7.5 * MM, size * 1.4, size), SERIF, size)


def transfer_confirmation(data: TransferConfirmationData | None, words: Wording) -> Sheets:
    """Set the form; ``None`` sets the blank one."""
    sheets = begin(data, words, issuer=data.market_name if data else "")
    table(sheets, SIDE, COLUMNS, rows(data, words), BODY_BOTTOM)
    return sheets


def label(text: str) -> TextCell:
    """A label of the form."""
    return TextCell(text, centred=True, least=8)


def value(text: str, *, centred: bool = True) -> TextCell:
    """What is filled in."""
    return TextCell(text, centred=centred, least=8.5)


def rows(data: TransferConfirmationData | None, words: Wording) -> list[Row]:
    """The form's rows from top to bottom."""
    texts = words.texts
    vehicle = data.vehicle if data else VehicleFacts("", "")
    registered = vehicle.registered_on.isoformat() if vehicle.registered_on else ""

    def pair(left: str, left_value: str, right: str, right_value: str) -> Row:
        return Row(
            ((label(left), 1), (value(left_value), 1), (label(right), 1), (value(right_value), 1)),
            least=LINE,
        )

    return [
        pair(texts["plate_number"], vehicle.plate_number, texts["vehicle_type"], vehicle.vehicle_type),
        pair(texts["registered_on"], registered, texts["use_character"], vehicle.use_character),
        pair(texts["vin"], vehicle.vin, texts["engine_number"], vehicle.engine_number),
        Row(((label(texts["brand_model"]), 1), (value(vehicle.brand_model), 3)), least=LINE),
        *party_rows(texts["seller"], data.seller if data else None, words),
        *party_rows(texts["buyer"], data.buyer if data else None, words),
        Row(
            (
                (label(texts["seller_signature"]), 1),
                (SignatureCell("seller", data.seller_signature if data else None), 1),
                (label(texts["buyer_signature"]), 1),
                (SignatureCell("buyer", data.buyer_signature if data else None), 1),
            ),
            least=18 * MM,
        ),
        Row(((label(texts["declarations_label"]), 1), (declarations(data, words), 3)), grow=True),
        Row(
            ((label(texts["opinion_label"]), 1), (OpinionCell(data, words, confirmation_fields(data)), 3)),
            least=54 * MM,
        ),
    ]


def party_rows(side: str, party: PartyFacts | None, words: Wording) -> list[Row]:
    """A party's two rows. A unit has no 民族, and its number is a USCC: the label says so, the box stays."""
    texts = words.texts
    person = party is None or party.kind is PartyKind.PERSON
    number_label = texts["document_number"] if person else texts["unit_document_number"]
    name, ethnicity = (party.name, party.ethnicity) if party else ("", "")
    number, phone = (party.document_number, party.phone) if party else ("", "")
    return [
        Row(
            ((label(side), 1), (value(name), 1), (label(texts["ethnicity"]), 1), (value(ethnicity), 1)),
            least=LINE,
        ),
        Row(
            ((label(number_label), 1), (value(number), 1), (label(texts["phone"]), 1), (value(phone), 1)),
            least=LINE,
        ),
    ]


def declarations(data: TransferConfirmationData | None, words: Wording) -> StackCell:
    """The five declarations over the two parties' pictures."""
    texts = words.texts
    listed = [line for line in texts["declarations"].splitlines() if line.strip()]
    pictures = (
        (PictureCell(texts["seller_photo"], data.seller_photo if data else None), 1),
        (PictureCell(texts["buyer_photo"], data.buyer_photo if data else None), 1),
    )
    return StackCell(
        (Row(((ParagraphCell(listed, hanging=1.4), 2),)), Row(pictures, grow=True)),
        columns=(0.5, 0.5),
    )
