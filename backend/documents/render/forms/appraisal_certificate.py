"""机动车价格评估鉴定结论书: the letter of DOMAIN §5.1, and under it how its price was worked out."""

from typing import Final

from backend.documents.render.data import AppraisalCertificateData, PriceCalculation
from backend.documents.render.fonts import SERIF, SERIF_BOLD, measure
from backend.documents.render.forms.fields import Fields, certificate_fields, percent, yuan
from backend.documents.render.forms.prose import LEADING, begin, paragraph
from backend.documents.render.layout import ParagraphCell, Row, TextCell, row_height, sign, table
from backend.documents.render.page import BODY_BOTTOM, BODY_WIDTH, GREY, MM, SIDE, Rect, Sheets
from backend.documents.render.text import baseline, break_lines, compose
from backend.documents.render.wording import Wording

SIZE: Final = 12.0
PITCH: Final = SIZE * LEADING
SMALL: Final = 8.5
# The annex: three pairs of a label and a value; the texts name the labels.
CALCULATION: Final = (
    ("new_price", "used_months", "service_life_months"),
    ("residual_rate", "residual", "coefficient"),
    ("base_price", "proposed_price", "appraised_price"),
)
LABEL: Final = 22 * MM
COLUMNS: Final = (LABEL, 45 * MM, LABEL, 33 * MM, LABEL, BODY_WIDTH - 3 * LABEL - 78 * MM)
# A company's round seal measures 42 mm.
SEAL: Final = 42 * MM


def appraisal_certificate(data: AppraisalCertificateData | None, words: Wording) -> Sheets:
    """Set the letter; ``None`` sets the blank one, whose annex is empty. A price without calculation has no annex."""
    fields = certificate_fields(data)
    sheets = begin(data, words, issuer=data.company_name if data else "")
    sheets.y += 3 * MM
    for section in words.sections:
        paragraph(sheets, section.heading, fields, indent=0, justify=False, size=SIZE)
        for body in section.paragraphs:
            paragraph(sheets, body, fields, justify=False, size=SIZE)
    appraiser(sheets, data, words, fields)
    company(sheets, data, words, fields)
    if data is None or data.calculation is not None:
        annex(sheets, data, words)
    return sheets


def appraiser(sheets: Sheets, data: AppraisalCertificateData | None, words: Wording, fields: Fields) -> None:
    """Who valued the car, in print, and beside it where that person signs."""
    texts, height = words.texts, 14 * MM
    sheets.need(height)
    base = baseline(sheets.y + 4 * MM, PITCH, SIZE)
    half = SIDE + BODY_WIDTH / 2
    sheets.text(SIDE, base, texts["appraiser"], SERIF, SIZE)
    label, high = measure(texts["appraiser"], SERIF, SIZE), 10 * MM
    name = TextCell(str(fields["appraiser_name"]), size=SIZE, least=8)
    name.draw(sheets, Rect(SIDE + label, base - SIZE * 0.38 - high / 2, half - SIDE - label, high))
    sheets.text(half, base, texts["appraiser_signature"], SERIF, SIZE)
    # Name and moment of a hand stand below the line that the hand is on.
    place = Rect(half + 14 * MM, sheets.y - 3 * MM, 46 * MM, base - sheets.y + 3 * MM + 10)
    sheets.underline(place.x, place.x + place.w, base, SIZE)
    if data is None:
        sheets.text(place.x + place.w + 1 * MM, base, texts["appraiser_note"], SERIF, 7.5, grey=GREY)
    sign(sheets, place, "appraiser", data.appraiser_signature if data else None)
    sheets.y += height


def company(sheets: Sheets, data: AppraisalCertificateData | None, words: Wording, fields: Fields) -> None:
    """Who issues the letter and when, and beside it the seal: over neither of them, nor over the appraiser's hand."""
    texts, half, name_height = words.texts, BODY_WIDTH / 2, 20 * MM
    sheets.need(SEAL + 2 * MM)
    top = sheets.y + 3 * MM
    sheets.text(SIDE, baseline(top, PITCH, SIZE), texts["company_label"], SERIF, SIZE)
    name = TextCell(str(fields["company_name"]), size=SIZE, least=8)
    name.draw(sheets, Rect(SIDE - 2 * MM, top + PITCH, half + 2 * MM, name_height))
    line = break_lines(compose(texts["issued_on"], fields, SERIF, SIZE), half, SIZE)[0]
    sheets.line(line, SIDE, baseline(top + PITCH + name_height, PITCH, SIZE), SERIF, SIZE)
    seal = Rect(SIDE + half + 14 * MM, sheets.y + 1 * MM, SEAL, SEAL)
    sheets.reserve("appraisal_seal", seal)
    if data is None:
        middle = baseline(seal.y + (SEAL - PITCH) / 2, PITCH, SIZE)
        sheets.text(seal.x + 7 * MM, middle, texts["company_seal"], SERIF, SIZE, grey=GREY)
    sheets.y += SEAL + 2 * MM


def annex(sheets: Sheets, data: AppraisalCertificateData | None, words: Wording) -> None:
    """The calculation, small and in one piece: what went in, each step, and which table in force said so."""
    rows = annex_rows(data, words)
    title = 8 * MM
    sheets.need(title + 3 * MM + sum(row_height(row, COLUMNS) for row in rows))
    sheets.y += 3 * MM
    sheets.text(SIDE, sheets.y + 4.5 * MM, words.texts["calculation_title"], SERIF_BOLD, 10)
    sheets.y += title - 1 * MM
    table(sheets, SIDE, COLUMNS, rows, BODY_BOTTOM)


def annex_rows(data: AppraisalCertificateData | None, words: Wording) -> list[Row]:
    """The annex's rows; empty values in the blank letter."""
    texts, made = words.texts, data.calculation if data else None
    values = calculated(made, data.appraised_fen) if data and made else {}
    steps = [f"{number}. {step}" for number, step in enumerate(made.steps, 1)] if made else [""]
    return [
        *(
            Row(
                tuple(
                    (cell, 1)
                    for name in names
                    for cell in (
                        TextCell(texts[name], size=SMALL, centred=True),
                        TextCell(values.get(name, ""), size=SMALL, least=6.5),
                    )
                ),
                least=6.5 * MM,
            )
            for names in CALCULATION
        ),
        Row(
            (
                (TextCell(texts["steps"], size=SMALL, centred=True), 1),
                (ParagraphCell(steps, size=SMALL, pitch=1.5, hanging=1.5), 5),
            )
        ),
        Row(
            (
                (TextCell(texts["rule"], size=SMALL, centred=True), 1),
                (TextCell(rule_in_words(made.rule, words) if made else "", size=SMALL, least=6.5), 5),
            ),
            least=6.5 * MM,
        ),
    ]


def rule_in_words(rule: str, words: Wording) -> str:
    """The table in force as a reader knows it: its title and since when, not its key ``years_method/2013-05-01``."""
    name, _, effective = rule.partition("/")
    title = words.texts.get(f"rule_{name}", name)
    return f"{title}（{effective} 起施行）" if effective else title


def calculated(made: PriceCalculation, appraised_fen: int) -> dict[str, str]:
    """The annex's values as printed."""
    since = f"（{made.price_valid_from} 起）" if made.price_valid_from else ""
    return {
        "new_price": f"{yuan(made.new_price_fen)} 元{since}",
        "used_months": f"{made.used_months} 个月",
        "service_life_months": f"{made.service_life_months} 个月",
        "residual_rate": f"{percent(made.residual_rate * 100)}%",
        "residual": f"{yuan(made.residual_fen)} 元",
        "coefficient": f"{made.coefficient:.6f}",
        "base_price": f"{yuan(made.base_fen)} 元",
        "proposed_price": f"{yuan(made.proposed_fen)} 元",
        "appraised_price": f"{yuan(appraised_fen)} 元",
    }
