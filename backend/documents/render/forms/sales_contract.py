"""二手车买卖合同: the contract of DOMAIN §5.4, two pages a copy, with the 车况告知 annex where its facts are given."""

from typing import Final

from backend.documents.render.data import ContractCopy, SalesContractData, SignatureMark
from backend.documents.render.fonts import SERIF, SERIF_BOLD
from backend.documents.render.forms.fields import CONDITION, Fields, contract_fields
from backend.documents.render.forms.prose import SIZE, heading, paragraph, sections
from backend.documents.render.layout import Row, TextCell, sign, table
from backend.documents.render.page import BODY_BOTTOM, BODY_WIDTH, MM, SIDE, Frame, Rect, Rule, Sheets
from backend.documents.render.text import break_lines, compose
from backend.documents.render.wording import Wording

HEADER: Final = (
    "number_line",
    "seller_line",
    "seller_contact",
    "seller_agent",
    "buyer_line",
    "buyer_contact",
    "buyer_agent",
)
SIGNING_ROW: Final = 27 * MM
# The office's round seal measures 42 mm and stands beside its name and the date, within its own cell.
SEAL: Final = 42 * MM
SEAL_ROW: Final = SEAL + 2 * MM
OFFICE: Final = 102 * MM
SIGNATURES: Final = SIGNING_ROW + SEAL_ROW + 4 * MM


def sales_contract(data: SalesContractData | None, words: Wording) -> Sheets:
    """Set every copy that ``data.copies`` names; ``None`` sets the blank contract."""
    fields = contract_fields(data)
    copies = data.copies if data else (ContractCopy.EACH,)
    issuer = data.market_name if data else ""
    sheets = Sheets(heading(data, words, issuer=issuer))
    for copy in copies:
        sheets.start_copy(heading(data, words, issuer=issuer, copy=copy))
        for key in HEADER:
            paragraph(sheets, words.texts[key], fields, indent=0, justify=False)
        sheets.y += 1.2 * MM
        paragraph(sheets, words.texts["preamble"], fields)
        sections(sheets, words, fields, tail=SIGNATURES)
        signatures(sheets, data, words, fields)
        if data is not None and data.condition is not None:
            annex(sheets, data, words, fields)
    return sheets


def signatures(sheets: Sheets, data: SalesContractData | None, words: Wording, fields: Fields) -> None:
    """The four places: both parties, the filing clerk, the office's seal with the date; kept on one page."""
    sheets.need(SIGNATURES)
    sheets.y += 3 * MM
    start, half, middle = sheets.y, BODY_WIDTH / 2, sheets.y + SIGNING_ROW
    clerk = BODY_WIDTH - OFFICE
    sheets.add(Frame(Rect(SIDE, start, BODY_WIDTH, SIGNING_ROW + SEAL_ROW), 0.8, 0, False))
    sheets.add(Rule(SIDE + half, start, SIDE + half, middle, 0.5, 0))
    sheets.add(Rule(SIDE, middle, SIDE + BODY_WIDTH, middle, 0.5, 0))
    sheets.add(Rule(SIDE + clerk, middle, SIDE + clerk, middle + SEAL_ROW, 0.5, 0))
    hands: tuple[tuple[str, SignatureMark | None, Rect], ...] = (
        ("seller", data.seller_signature if data else None, Rect(SIDE, start, half, SIGNING_ROW)),
        ("buyer", data.buyer_signature if data else None, Rect(SIDE + half, start, half, SIGNING_ROW)),
        ("clerk", data.clerk_signature if data else None, Rect(SIDE, middle, clerk, SEAL_ROW)),
    )
    for name, mark, cell in hands:
        sheets.text(cell.x + 2 * MM, cell.y + 6 * MM, words.texts[f"{name}_signature"], SERIF, SIZE)
        top = cell.y + 7.5 * MM + (cell.h - SIGNING_ROW) / 2
        place = Rect(cell.x + 14 * MM, top, cell.w - 18 * MM, SIGNING_ROW - 9 * MM)
        sign(sheets, place, name, mark)
    office(sheets, Rect(SIDE + clerk, middle, OFFICE, SEAL_ROW), words, fields)
    sheets.y = middle + SEAL_ROW


def office(sheets: Sheets, place: Rect, words: Wording, fields: Fields) -> None:
    """The handling office: its name and the date on the left, its seal beside them, over neither."""
    wide = place.w - SEAL - 2 * MM
    sheets.text(place.x + 2 * MM, place.y + 8 * MM, words.texts["market_seal"], SERIF, SIZE)
    TextCell(str(fields["market_name"]), least=7).draw(sheets, Rect(place.x, place.y + 10 * MM, wide, 20 * MM))
    lines = break_lines(compose(words.texts["signed_on"], fields, SERIF, SIZE), wide, SIZE)
    sheets.line(lines[0], place.x + 2 * MM, place.y + place.h - 5 * MM, SERIF, SIZE)
    sheets.reserve("market_seal", Rect(place.x + place.w - SEAL - 1 * MM, place.y + 1 * MM, SEAL, SEAL))


def annex(sheets: Sheets, data: SalesContractData, words: Wording, fields: Fields) -> None:
    """附件：车况告知书, on a page of its own: what the seller discloses, signed by both."""
    sheets.new_page()
    size = 15.0
    sheets.centred(
        SIDE + BODY_WIDTH / 2, sheets.y + 7 * MM, words.texts["condition_title"], SERIF_BOLD, size, spacing=1
    )
    sheets.y += 12 * MM
    paragraph(sheets, words.texts["condition_note"], fields)
    sheets.y += 2 * MM
    columns = (42 * MM, BODY_WIDTH - 42 * MM)
    rows = [
        Row(
            (
                (TextCell(words.texts[f"condition_{name}"], centred=True), 1),
                (TextCell(str(fields[f"condition_{name}"]), least=9), 1),
            ),
            least=11 * MM,
        )
        for name in CONDITION
    ]
    table(sheets, SIDE, columns, rows, BODY_BOTTOM)
    sheets.need(SIGNING_ROW + 4 * MM)
    sheets.y += 4 * MM
    half = BODY_WIDTH / 2
    for number, (name, mark) in enumerate((("seller", data.seller_signature), ("buyer", data.buyer_signature))):
        place = Rect(SIDE + half * number, sheets.y, half, SIGNING_ROW)
        sheets.text(place.x, place.y + 6 * MM, words.texts[f"{name}_signature"], SERIF, SIZE)
        sign(
            sheets,
            Rect(place.x + 8 * MM, place.y + 8 * MM, half - 18 * MM, SIGNING_ROW - 9 * MM),
            f"annex_{name}",
            mark,
        )
    sheets.y += SIGNING_ROW
