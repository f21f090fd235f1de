"""营业执照: the layout of 2019 in two columns, and the older one in a single column."""

import re
from typing import Final

from backend.gateways.card_reader.fields.common import Fields, Found, beside, iso_date, person_name, plain, put
from backend.gateways.card_reader.kinds import VOCABULARY
from backend.gateways.card_reader.labels import Sheet, Value
from backend.gateways.card_reader.lines import Line

_CODE: Final = re.compile(r"[0-9A-HJ-NP-RTUWXYIOSVZ][0-9A-Z]\d{6}[0-9A-Z]{9,10}")


def parse(lines: list[Line]) -> Fields:
    """The seven fields; an individual business has no ``registered_capital``."""
    sheet = Sheet(lines, VOCABULARY["business_licence"])
    fields: Fields = {}
    _code(sheet, fields)
    put(fields, "name", beside(sheet, "name", most=3), plain)
    put(fields, "kind", beside(sheet, "kind", most=2), plain)
    put(fields, "legal_representative", beside(sheet, "legal_representative"), _head)
    put(fields, "registered_capital", beside(sheet, "registered_capital"), plain)
    put(fields, "founded_on", beside(sheet, "founded_on"), iso_date)
    put(fields, "address", beside(sheet, "address", most=4), plain)
    return fields


def _code(sheet: Sheet, fields: Fields) -> None:
    """Eighteen letters and digits: beside their label, or below it (2019)."""
    label = sheet.label("credit_code")
    candidates = [sheet.after(label)] if label else []
    candidates += [Value(row.letters) for row in sheet.rows]
    for candidate in candidates:
        text = candidate.text.upper()
        matched = _CODE.search(text) if len(text) == len(candidate.letters) else None
        if matched and len(matched[0]) == 18:
            fields["credit_code"] = Found(matched[0], candidate.part(*matched.span()))
            return
    for candidate in candidates[:1]:
        text = re.sub(r"[^0-9A-Z]", "", candidate.text.upper())
        if len(text) >= 12:
            fields["credit_code"] = Found(text, candidate, penalty=0.5)


def _head(text: str) -> str:
    """The head may be a person, or for partnerships a firm with its delegate in brackets."""
    return plain(text) if re.search(r"公司|[(（]", text) else person_name(text)
