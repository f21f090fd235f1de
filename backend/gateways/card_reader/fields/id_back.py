"""居民身份证国徽面: issuer and term of validity."""

import re
from typing import Final

from backend.gateways.card_reader.fields.common import Fields, Found, beside, digits, plain, put
from backend.gateways.card_reader.kinds import VOCABULARY
from backend.gateways.card_reader.labels import Sheet, Value
from backend.gateways.card_reader.lines import Line

_DAY: Final = r"([12]\d{3})\D?(\d{2})\D?(\d{2})"
_TERM: Final = re.compile(_DAY + r"\D{0,3}?(?:" + _DAY + r"|(长期|长|期))")


def parse(lines: list[Line]) -> Fields:
    """``issuer``, ``valid_from`` and ``valid_to`` (长期 stays 长期)."""
    sheet = Sheet(lines, VOCABULARY["id_back"])
    fields: Fields = {}
    put(fields, "issuer", beside(sheet, "issuer", most=2), plain)
    if "issuer" not in fields:
        for row in sheet.rows:
            if "公安" in row.text:
                start = max(0, row.text.find("机关") + 2) if "机关" in row.text else 0
                value = Value(row.letters[start:])
                fields["issuer"] = Found(plain(value.text), value, penalty=0.2)
    term = beside(sheet, "valid")
    for candidate in ([term] if term else []) + [Value(row.letters) for row in sheet.rows]:
        # 长期 has no look-alike digits, so the letters may be read as digits safely.
        matched = _TERM.search(digits(candidate.text))
        if matched:
            _term(candidate, matched, fields)
            break
    return fields


def _term(value: Value, matched: re.Match[str], fields: Fields) -> None:
    year, month, day = matched.group(1, 2, 3)
    fields["valid_from"] = Found(f"{year}-{month}-{day}", value.part(matched.start(1), matched.end(3)))
    if matched[7]:
        penalty = 0.0 if matched[7] == "长期" else 0.3
        fields["valid_to"] = Found("长期", value.part(*matched.span(7)), penalty)
    else:
        until = "-".join(matched.group(4, 5, 6))
        fields["valid_to"] = Found(until, value.part(matched.start(4), matched.end(6)))
