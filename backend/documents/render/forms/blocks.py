"""Blocks of a form (分栏): a label written downwards beside rows of labels and values, and places to sign in."""

from dataclasses import dataclass
from typing import Final

from backend.documents.render.data import AgentFacts, PartyFacts, SignatureMark, VehicleFacts
from backend.documents.render.fonts import SERIF
from backend.documents.render.forms.fields import Fields, given
from backend.documents.render.layout import Cell, Row, StackCell, TextCell, row_height, sign, table
from backend.documents.render.page import BODY_BOTTOM, BODY_WIDTH, MM, SIDE, Rect, Sheets
from backend.documents.render.text import Line, baseline, break_lines, compose
from backend.documents.render.wording import Wording

# One character wide, then two pairs of a label and a value.
COLUMNS: Final = (9 * MM, 27 * MM, 58 * MM, 27 * MM, BODY_WIDTH - 121 * MM)
SHARES: Final = tuple(width / sum(COLUMNS[1:]) for width in COLUMNS[1:])
LINE: Final = 7.8 * MM
SIZE: Final = 10.5
# A round seal measures 42 mm; beside it a hand needs about as much.
SEAL: Final = 42 * MM
HALVES: Final = (BODY_WIDTH / 2, BODY_WIDTH / 2)
# Between the text and the row in which it is signed.
GAP: Final = 2 * MM

Pair = tuple[str, Cell]


def label(text: str) -> TextCell:
    """A label of the form."""
    return TextCell(text, centred=True, least=7)


def value(text: object, *, filled: bool = True) -> TextCell:
    """What is filled in; closed by a stroke where a filled form has nothing to say."""
    return TextCell(given(text) if filled else "", centred=True, least=7.5)


def pairs(*fields: Pair, line: float = LINE) -> Row:
    """A row within a block: two pairs, or one whose value takes the whole line."""
    cells: list[tuple[Cell, int]] = []
    for name, content in fields:
        cells += [(label(name), 1), (content, 1 if len(fields) == 2 else 3)]
    return Row(cells, least=line)


def block(name: str, *rows: Row) -> Row:
    """``rows`` beside the label that they share."""
    return Row(((label(name), 1), (StackCell(rows, SHARES), 4)))


def person(words: Wording, party: PartyFacts | None) -> tuple[Row, ...]:
    """Name, phone, papers and address of one side."""
    texts, filled = words.texts, party is not None
    return (
        pairs(
            (texts["name"], value(party and party.name, filled=filled)),
            (texts["phone"], value(party and party.phone, filled=filled)),
        ),
        pairs(
            (texts["document_name"], value(party and party.document_name, filled=filled)),
            (texts["document_number"], value(party and party.document_number, filled=filled)),
        ),
        pairs((texts["address"], value(party and party.address, filled=filled))),
    )


def agent(words: Wording, acting: AgentFacts | None) -> tuple[Row, ...]:
    """Name, phone, papers, 代理证 and handler of who acts."""
    texts, filled = words.texts, acting is not None
    return (
        pairs(
            (texts["name"], value(acting and acting.name, filled=filled)),
            (texts["phone"], value(acting and acting.phone, filled=filled)),
        ),
        pairs(
            (texts["document_name"], value(acting and acting.document_name, filled=filled)),
            (texts["document_number"], value(acting and acting.document_number, filled=filled)),
        ),
        pairs(
            (texts["card_number"], value(acting and acting.card_number, filled=filled)),
            (texts["handler"], value(acting and acting.handler, filled=filled)),
        ),
    )


def car(words: Wording, vehicle: VehicleFacts | None, *, kind: str) -> tuple[Row, ...]:
    """Plate, model and frame number; ``kind`` is which of the car's kinds the form asks for."""
    texts, filled = words.texts, vehicle is not None
    return (
        pairs(
            (texts["plate_number"], value(vehicle and vehicle.plate_number, filled=filled)),
            (texts[kind], value(vehicle and getattr(vehicle, kind), filled=filled)),
        ),
        pairs(
            (texts["brand_model"], value(vehicle and vehicle.brand_model, filled=filled)),
            (texts["vin"], value(vehicle and vehicle.vin, filled=filled)),
        ),
    )


@dataclass(frozen=True, slots=True)
class SigningCell:
    """Where one side signs and seals: its label, its name in print, the hand and the day, all beside the seal.

    ``name`` is the signature's place; the seal's, if there is one, is ``seal``.
    """

    label: str
    name: str
    mark: SignatureMark | None
    date: str
    fields: Fields
    who: str = ""
    seal: str = ""
    least: float = SEAL + 1 * MM

    def height(self, width: float, least: float) -> float:
        """Room for a round seal or a hand, and more where the printed name asks for it."""
        wide = width - self.shift
        return max(least, self.least, len(self.label_lines(wide)) * SIZE * 1.5 + self.printed(wide) + 25 * MM)

    @property
    def shift(self) -> float:
        """How much of the cell's left the seal has for itself: it must cover neither name nor hand nor day."""
        return SEAL + 1 * MM if self.seal else 0

    def label_lines(self, width: float) -> list[Line]:
        """The label as it breaks beside the seal."""
        return break_lines(compose(self.label, self.fields, SERIF, SIZE), width - 3 * MM, SIZE)

    def printed(self, width: float) -> float:
        """The height of the printed name."""
        return TextCell(self.who, least=8).height(width, 7.2 * MM) if self.who else 0

    def draw(self, sheets: Sheets, rect: Rect) -> None:
        """The seal on the left; beside it label and name above, the hand under them, the date at the bottom."""
        x, wide = rect.x + self.shift, rect.w - self.shift
        lines = self.label_lines(wide)
        y = sheets.lines(lines, x + 2 * MM, rect.y + 1 * MM, SERIF, SIZE, SIZE * 1.5)
        bottom = rect.y + rect.h - 8 * MM
        if self.who:
            high = min(self.printed(wide), bottom - y - 16 * MM)
            TextCell(self.who, least=8).draw(sheets, Rect(x, y, wide, high))
            y += high
        left = 1 * MM if self.seal else 30 * MM
        sign(sheets, Rect(x + left, y, wide - left - 2 * MM, bottom - y), self.name, self.mark)
        if self.seal:
            sheets.reserve(self.seal, Rect(rect.x + 1 * MM, rect.y + (rect.h - SEAL) / 2, SEAL, SEAL))
        date = break_lines(compose(self.date, self.fields, SERIF, SIZE), wide - 4 * MM, SIZE)[0]
        at = rect.x + rect.w - date.width - 3 * MM
        sheets.line(date, at, baseline(bottom + 1 * MM, SIZE * 1.5, SIZE), SERIF, SIZE)


def agent_signing(words: Wording, fields: Fields, acting: AgentFacts | None, mark: SignatureMark | None) -> SigningCell:
    """Where who acts for another signs, and a unit seals."""
    who, texts = acting.name if acting else "", words.texts
    return SigningCell(texts["agent_signature"], "agent", mark, texts["signed_on"], fields, who=who, seal="agent_seal")


def sign_row(sheets: Sheets, sides: Row) -> None:
    """Two sides sign beside each other, never parted by a page's end."""
    sheets.y += GAP
    sheets.need(row_height(sides, HALVES))
    table(sheets, SIDE, HALVES, (sides,), BODY_BOTTOM)


def sign_height(sides: Row) -> float:
    """How much room :func:`sign_row` takes."""
    return GAP + row_height(sides, HALVES)
