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


def sales_contract(data: SalesContractData | None, words: Wording) -> Sheets:
    """Set every copy that ``data.copies`` names; ``None`` sets the blank contract, the market's copy."""
    fields = contract_fields(data)
    copies = data.copies if data else (ContractCopy.MARKET,)
    issuer = data.market_name if data else ""
    sheets = Sheets(heading(data, words, issuer=issuer))
    for copy in copies:
        sheets.start_copy(heading(data, words, issuer=issuer, copy=copy))
        for key in HEADER:
            paragraph(sheets, words.texts[key], fields, indent=0, justify=False)
        sheets.y += 1.2 * MM
        paragraph(sheets, words.texts["preamble"], fields)
        sections(sheets, words, fields)
        signatures(sheets, data, words, fields)
        if data is not None and data.condition is not None:
            annex(sheets, data, words, fields)
    return sheets


def signatures(sheets: Sheets, data: SalesContractData | None, words: Wording, fields: Fields) -> None:
    """The four places: both parties, the filing clerk, the office's seal with the date; kept on one page."""
    sheets.need(2 * SIGNING_ROW + 4 * MM)
    sheets.y += 3 * MM
    top, half = sheets.y, BODY_WIDTH / 2
    sheets.add(Frame(Rect(SIDE, top, BODY_WIDTH, 2 * SIGNING_ROW), 0.8, 0, False))
    sheets.add(Rule(SIDE + half, top, SIDE + half, top + 2 * SIGNING_ROW, 0.5, 0))
    sheets.add(Rule(SIDE, top + SIGNING_ROW, SIDE + BODY_WIDTH, top + SIGNING_ROW, 0.5, 0))
    parties: tuple[tuple[str, SignatureMark | None], ...] = (
        ("seller", data.seller_signature if data else None),
        ("buyer", data.buyer_signature if data else None),
        ("clerk", data.clerk_signature if data else None),
    )
    for number, (name, mark) in enumerate(parties):
        place = Rect(SIDE + half * (number % 2), top + SIGNING_ROW * (number // 2), half, SIGNING_ROW)
        sheets.text(place.x + 2 * MM, place.y + 6 * MM, words.texts[f"{name}_signature"], SERIF, SIZE)
        sign(sheets, Rect(place.x + 14 * MM, place.y + 7.5 * MM, half - 18 * MM, SIGNING_ROW - 9 * MM), name, mark)
    office(sheets, Rect(SIDE + half, top + SIGNING_ROW, half, SIGNING_ROW), words, fields)
    sheets.y = top + 2 * SIGNING_ROW


def office(sheets: Sheets, place: Rect, words: Wording, fields: Fields) -> None:
    """The handling office: its name, the date, and where its seal goes over both."""
    sheets.text(place.x + 2 * MM, place.y + 6 * MM, words.texts["market_seal"], SERIF, SIZE)
    TextCell(str(fields["market_name"]), least=7).draw(sheets, Rect(place.x, place.y + 7.5 * MM, place.w, 10 * MM))
    lines = break_lines(compose(words.texts["signed_on"], fields, SERIF, SIZE), place.w, SIZE)
    sheets.line(lines[0], place.x + 2 * MM, place.y + place.h - 3.2 * MM, SERIF, SIZE)
    sheets.reserve("market_seal", Rect(place.x + place.w - 46 * MM, place.y - 8 * MM, 42 * MM, 42 * MM))


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
