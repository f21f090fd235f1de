"""委托书 in three versions (DOMAIN §5.5): one layout; which matters and powers each gives is its template's word."""

from dataclasses import dataclass
from typing import Final

from backend.documents.render.data import DocumentKind, PowerOfAttorneyData
from backend.documents.render.fonts import SANS
from backend.documents.render.forms.agency_fields import POWER_OF_ATTORNEY, fields_of
from backend.documents.render.forms.blocks import (
    COLUMNS,
    GAP,
    SigningCell,
    agent,
    agent_signing,
    block,
    car,
    pairs,
    person,
    sign_height,
    sign_row,
    value,
)
from backend.documents.render.forms.fields import Fields
from backend.documents.render.forms.prose import begin, height_of, on_one_page, paragraph, sections
from backend.documents.render.layout import Row, TextTooLong, table
from backend.documents.render.page import BODY_BOTTOM, MM, SIDE, Frame, Rect, Sheets
from backend.documents.render.text import baseline
from backend.documents.render.wording import Wording

SIZE: Final = 10.0
SMALL: Final = 9.0
# A mobile number's digits, one a box.
DIGITS: Final = 11
SMALLEST: Final = 2 * MM


@dataclass(frozen=True, slots=True)
class DigitsCell:
    """A row of boxes, one a digit; a number longer than a mobile's gets more boxes, never fewer digits."""

    digits: str

    def height(self, width: float, least: float) -> float:
        """As high as the row."""
        return least

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """Draw the boxes side by side in the middle of the cell."""
        count = max(DIGITS, len(self.digits))
        side = min((rect.w - 4 * MM) / count, rect.h - 2 * MM)
        if side < SMALLEST:
            raise TextTooLong(start=self.digits[:6], length=len(self.digits))
        size, left, top = side * 0.75, rect.x + (rect.w - count * side) / 2, rect.y + (rect.h - side) / 2
        for number in range(count):
            sheets.add(Frame(Rect(left + number * side, top, side, side), 0.5, 0, False))
        for number, digit in enumerate(self.digits):
            sheets.centred(left + (number + 0.5) * side, baseline(top, side, size), digit, SANS, size)


def power_of_attorney(data: PowerOfAttorneyData | None, words: Wording) -> Sheets:
    """Set the letter of ``words.kind``; ``None`` sets the blank one."""
    return on_one_page(lambda size, leading: letter(data, words, size, leading), SIZE)


def letter(data: PowerOfAttorneyData | None, words: Wording, size: float, leading: float) -> Sheets:
    """The letter, its running text at ``size``."""
    texts, fields = words.texts, fields_of(POWER_OF_ATTORNEY, data)
    sheets = begin(data, words, issuer=data.market_name if data else "")
    paragraph(sheets, texts["addressee"], fields, indent=0, justify=False, size=size, leading=leading)
    paragraph(sheets, texts["entrust"], fields, size=size, leading=leading)
    sheets.y += 1.5 * MM
    table(sheets, SIDE, COLUMNS, people(data, words), BODY_BOTTOM)
    signed = sides(data, words, fields)
    closing = [texts["certificate"], texts["attached"]]
    closing_height = sum(height_of(text, fields, indent=0, size=SMALL, leading=leading) for text in closing) + GAP / 2
    sections(sheets, words, fields, size=size, leading=leading, tail=sign_height(signed) + closing_height)
    sign_row(sheets, signed)
    sheets.y += GAP / 2
    for text in closing:
        paragraph(sheets, text, fields, indent=0, justify=False, size=SMALL, leading=leading)
    return sheets


def people(data: PowerOfAttorneyData | None, words: Wording) -> list[Row]:
    """Who entrusts whom with which car; for the vehicle office also where the plates go."""
    texts = words.texts
    rows = [
        block(texts["principal"], *person(words, data.principal if data else None)),
        block(texts["agent"], *agent(words, data.agent if data else None)),
        block(texts["vehicle"], *car(words, data.vehicle if data else None, kind="plate_type")),
    ]
    if words.kind is DocumentKind.REGISTRATION_POWER_OF_ATTORNEY:
        rows.append(delivery(data, words))
    return rows


def delivery(data: PowerOfAttorneyData | None, words: Wording) -> Row:
    """The block of 号牌邮寄; plates fetched at the counter leave it closed."""
    texts, filled = words.texts, data is not None
    to = data.plate_delivery if data else None
    phone = DigitsCell(to.phone if to else "") if to or not filled else value("")
    return block(
        texts["delivery"],
        pairs((texts["recipient"], value(to and to.recipient, filled=filled)), (texts["mobile"], phone)),
        pairs((texts["delivery_address"], value(to and to.address, filled=filled))),
    )


def sides(data: PowerOfAttorneyData | None, words: Wording, fields: Fields) -> Row:
    """Where principal and agent sign, and a unit seals."""
    principal = SigningCell(
        words.texts["principal_signature"],
        "principal",
        data.principal_signature if data else None,
        words.texts["signed_on"],
        fields,
        who=data.principal.name if data else "",
        seal="principal_seal",
    )
    acting = agent_signing(words, fields, data.agent if data else None, data.agent_signature if data else None)
    return Row(((principal, 1), (acting, 1)))
