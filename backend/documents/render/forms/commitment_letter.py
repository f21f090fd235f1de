"""代办车辆过户手续承诺函: what an agent promises who handles a transfer (DOMAIN §5.6), and the station's receipt."""

from backend.documents.render.data import CommitmentLetterData, PartyFacts
from backend.documents.render.forms.agency_fields import COMMITMENT, fields_of
from backend.documents.render.forms.blocks import (
    COLUMNS,
    SigningCell,
    agent,
    agent_signing,
    block,
    car,
    pairs,
    sign_height,
    sign_row,
    value,
)
from backend.documents.render.forms.fields import Fields
from backend.documents.render.forms.prose import SIZE, begin, on_one_page, paragraph, sections
from backend.documents.render.layout import Row, table
from backend.documents.render.page import BODY_BOTTOM, MM, SIDE, Sheets
from backend.documents.render.wording import Wording


def commitment_letter(data: CommitmentLetterData | None, words: Wording) -> Sheets:
    """Set the letter; ``None`` sets the blank one."""
    return on_one_page(lambda size, leading: letter(data, words, size, leading), SIZE)


def letter(data: CommitmentLetterData | None, words: Wording, size: float, leading: float) -> Sheets:
    """The letter, its running text at ``size``."""
    texts, fields = words.texts, fields_of(COMMITMENT, data)
    sheets = begin(data, words, issuer=data.market_name if data else "")
    paragraph(sheets, texts["addressee"], fields, indent=0, justify=False, size=size, leading=leading)
    paragraph(sheets, texts["promise"], fields, size=size, leading=leading)
    sheets.y += 1.5 * MM
    table(sheets, SIDE, COLUMNS, people(data, words), BODY_BOTTOM)
    signed = sides(data, words, fields)
    sections(sheets, words, fields, size=size, leading=leading, tail=sign_height(signed))
    sign_row(sheets, signed)
    return sheets


def people(data: CommitmentLetterData | None, words: Wording) -> list[Row]:
    """Who promises, for which car and which two parties."""
    texts = words.texts
    return [
        block(texts["agent"], *agent(words, data.agent if data else None)),
        block(texts["vehicle"], *car(words, data.vehicle if data else None, kind="vehicle_type")),
        block(
            texts["parties"],
            party(texts["seller"], data.seller if data else None, words),
            party(texts["buyer"], data.buyer if data else None, words),
        ),
    ]


def party(side: str, facts: PartyFacts | None, words: Wording) -> Row:
    """One side's name and number."""
    filled = facts is not None
    return pairs(
        (side, value(facts and facts.name, filled=filled)),
        (words.texts["document_number"], value(facts and facts.document_number, filled=filled)),
    )


def sides(data: CommitmentLetterData | None, words: Wording, fields: Fields) -> Row:
    """Where the agent signs or seals, and where the station says that it received the letter."""
    acting = agent_signing(words, fields, data.agent if data else None, data.agent_signature if data else None)
    station = SigningCell(
        words.texts["receipt"],
        "clerk",
        data.clerk_signature if data else None,
        words.texts["received_on"],
        fields,
        who=data.market_name if data else "",
        seal="market_seal",
    )
    return Row(((acting, 1), (station, 1)))
