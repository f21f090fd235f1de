"""机动车登记证书: 注册登记摘要信息栏 (page 1) and 注册登记机动车信息栏 (page 2), on one photograph or two.

The cells are numbered (5.车辆类型) and their numerals belong to the labels. Source: GA 801, the certificate of 2008.
"""

import re
from typing import Final

from backend.gateways.card_reader.fields.common import Fields, Found, beside, digits, iso_date, plain, put
from backend.gateways.card_reader.fields.vehicle_licence import engine, owner_name
from backend.gateways.card_reader.kinds import VOCABULARY
from backend.gateways.card_reader.labels import Sheet, Value
from backend.gateways.card_reader.lines import Line
from backend.rules.numbers.plate_number import PROVINCES

_NUMBER: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PLATE: Final = re.compile(rf"[{PROVINCES}]·?[A-Z0-9][A-Z0-9·]{{4,7}}[挂学警港澳领]?")
_VIN: Final = re.compile(r"(?<![A-Z0-9])(?=\d*[A-Z])[A-Z0-9]{17}")
#: What stands between the owner's name and number, between two strokes that are easily read as letters.
_PAPER: Final = re.compile(
    r"[/／|丨Il1]?(居民身份证|临时身份证|统一社会信用代码|组织机构代码证?书?|营业执照|军官证|士兵证|护照|港澳居民[^/]{0,10}证|"
    r"台湾居民[^/]{0,10}证|外国人[^/]{0,10}证)(?:[/／|丨Il](?=\w))?"
)
#: The rest of a long label whose strokes were misread.
_REST: Final = re.compile(r"^.{0,2}?身份证明名称.{0,2}?(证件)?号码[:：]?")
_FARTHEST: Final = 9.0  # letter heights between a label and its value; the next cell's value is twenty away
_OWNERS_NUMBER: Final = re.compile(r"[0-9A-Z]{8,18}$")


def parse(lines: list[Line]) -> Fields:
    """The twelve fields, as far as the photographed page shows them."""
    sheet = Sheet(lines, VOCABULARY["registration_certificate"])
    fields: Fields = {}
    _certificate_number(sheet, fields)
    _owner(sheet, fields)
    _shaped(sheet, fields, "plate_number", _PLATE)
    _brand_model(sheet, fields)
    _shaped(sheet, fields, "vin", _VIN)
    put(fields, "engine_number", _cell(sheet, "engine_number"), engine)
    put(fields, "vehicle_type", _cell(sheet, "vehicle_type"), _chinese)
    put(fields, "registered_on", _cell(sheet, "registered_on"), iso_date)
    put(fields, "color", _cell(sheet, "color"), _chinese)
    put(fields, "use_character", _cell(sheet, "use_character"), _chinese)
    put(fields, "manufacturer", _cell(sheet, "manufacturer", most=2), plain)
    return fields


def _certificate_number(sheet: Sheet, fields: Fields) -> None:
    """Twelve digits beside 编号, or alone under the bar code at the head of the page."""
    value = beside(sheet, "certificate_number")
    for candidate in ([value] if value else []) + [Value(row.letters) for row in sheet.rows[:6]]:
        matched = _NUMBER.search(digits(candidate.text))
        if matched and len(digits(candidate.text)) == len(candidate.letters):
            fields["certificate_number"] = Found(matched[0], candidate.part(*matched.span()))
            return


def _owner(sheet: Sheet, fields: Fields) -> None:
    """机动车所有人/身份证明名称/号码 stand in one cell: 林卖/居民身份证/350102…"""
    value = beside(sheet, "owner", most=2)
    if value is None or not value.letters:
        return
    rest = _REST.search(value.text)
    value = value.part(rest.end() if rest else 0, len(value.letters))
    text = value.text
    paper = _PAPER.search(text)
    number = _OWNERS_NUMBER.search(text.upper())
    if number and (paper is None or number.start() >= paper.end()):
        fields["id_number"] = Found(number[0], value.part(*number.span()))
    end = paper.start() if paper else (number.start() if number else len(text))
    name = owner_name(text[:end].strip("/／|丨"))
    if name:
        # Without the paper's name between them nobody can tell where the owner's name ends.
        fields["owner"] = Found(name, value.part(0, end), penalty=0.0 if paper else 0.3)


def _brand_model(sheet: Sheet, fields: Fields) -> None:
    """车辆品牌 and 车辆型号 are two cells here and one on the licence: 东南牌 and DN7152HAS."""
    brand, model = _cell(sheet, "brand"), _cell(sheet, "model")
    if model is None or not plain(model.text):
        return
    parts = (brand.letters if brand else ()) + model.letters
    text = (plain(brand.text) if brand else "") + plain(model.text)
    fields["brand_model"] = Found(text, Value(parts), penalty=0.0 if brand and brand.letters else 0.3)


def _shaped(sheet: Sheet, fields: Fields, name: str, shape: re.Pattern[str]) -> None:
    """A code beside its label, or anywhere by its shape alone."""
    value = _cell(sheet, name)
    # Its label may be read as two, of which the first has nothing beside it.
    labelled = [sheet.after(label) for label in sheet.labels if label.name == name]
    for candidate in ([value] if value else []) + labelled + [Value(row.letters) for row in sheet.rows]:
        text = candidate.text.upper()
        matched = shape.search(text) if len(text) == len(candidate.letters) else None
        if matched:
            fields[name] = Found(matched[0].replace("·", ""), candidate.part(*matched.span()))
            return


def _cell(sheet: Sheet, name: str, most: int = 1) -> Value | None:
    """What stands in the cell of ``name``; never what stands in the next cell, when its own print was not seen."""
    label, value = sheet.label(name), beside(sheet, name, most)
    if label is None or value is None or not value.letters:
        return value
    last, first = sheet.rows[label.row].letters[label.end - 1], value.letters[0]
    return value if first.x - last.x <= _FARTHEST * last.line.height else None


def _chinese(text: str) -> str:
    return re.sub(r"[^一-鿿()（）/]", "", text).strip("/")
