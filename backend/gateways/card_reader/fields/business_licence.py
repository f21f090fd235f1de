"""营业执照: the layout of 2019 in two columns, and the older one in a single column."""

import re
from typing import Final

from backend.gateways.card_reader.fields.common import Fields, Found, beside, iso_date, person_name, plain, put
from backend.gateways.card_reader.kinds import VOCABULARY
from backend.gateways.card_reader.labels import Sheet, Value
from backend.gateways.card_reader.lines import Line

_CODE: Final = re.compile(r"[0-9A-HJ-NP-RTUWXYIOSVZ][0-9A-Z]\d{6}[0-9A-Z]{9,10}")

_FORM: Final = re.compile(
    r"(有限责任公司|股份有限公司|个体工商户|个人独资企业|普通合伙|有限合伙|农民专业合作社|集体所有制|全民所有制|外商投资).{0,30}"
)
_FIRM: Final = re.compile(
    r"[^，。；;：:‘’“”]{4,40}(有限公司|公司|商行|经营部|店|厂|中心|合作社|事务所|工作室|[(（][^()（）]+合伙[)）])"
)
_PLACE: Final = re.compile(r".{2,10}?[省市区县州旗].{2,40}[号室层村栋幢座铺路街道组楼园](?:[(（].{0,30}[)）])?")


def parse(lines: list[Line]) -> Fields:
    """The seven fields; an individual business has no ``registered_capital``."""
    sheet = Sheet(lines, VOCABULARY["business_licence"])
    fields: Fields = {}
    _code(sheet, fields)
    put(fields, "name", beside(sheet, "name", most=3), _firm)
    put(fields, "kind", beside(sheet, "kind", most=2), plain)
    put(fields, "legal_representative", beside(sheet, "legal_representative"), _head)
    put(fields, "registered_capital", beside(sheet, "registered_capital"), plain)
    put(fields, "founded_on", beside(sheet, "founded_on"), iso_date)
    put(fields, "address", beside(sheet, "address", most=4), plain)
    _by_content(sheet, fields)
    return fields


def _by_content(sheet: Sheet, fields: Fields) -> None:
    """What a lost label did not give: a firm's name and its legal form are known by how they end and begin."""
    if "kind" not in fields:
        _search(sheet, fields, "kind", _FORM)
    if "name" not in fields:
        _search(sheet, fields, "name", _FIRM)
    if "address" not in fields:
        _search(sheet, fields, "address", _PLACE)


def _search(sheet: Sheet, fields: Fields, name: str, form: re.Pattern[str]) -> None:
    scope = sheet.label("scope")
    for row in sheet.rows[: scope.row if scope else None]:
        for line in dict.fromkeys(letter.line for letter in row.letters):
            value = Value(tuple(letter for letter in row.letters if letter.line is line))
            if form.fullmatch(plain(value.text)):
                fields[name] = Found(plain(value.text), value, penalty=0.15)
                return


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


def _firm(text: str) -> str:
    """No firm's name is shorter than four letters; specks of the seal or the frame are."""
    name = plain(text)
    return name if len(name) >= 4 else ""


def _head(text: str) -> str:
    """The head may be a person, or for partnerships a firm with its delegate in brackets."""
    return plain(text) if re.search(r"公司|[(（]", text) else person_name(text)
