"""居民身份证人像面: labels first; what a label did not give is told by its form and its place among the lines."""

import re
from typing import Final

from backend.gateways.card_reader.fields.common import Fields, Found, beside, digits, person_name, plain, put
from backend.gateways.card_reader.kinds import VOCABULARY
from backend.gateways.card_reader.labels import Sheet, Value
from backend.gateways.card_reader.lines import Letter, Line

#: 56 ethnic groups as cards print them, and the two entries for people outside them.
ETHNICITIES: Final = (
    *(
        "汉",
        "蒙古",
        "回",
        "藏",
        "维吾尔",
        "苗",
        "彝",
        "壮",
        "布依",
        "朝鲜",
        "满",
        "侗",
        "瑶",
        "白",
        "土家",
        "哈尼",
        "哈萨克",
        "傣",
    ),
    *(
        "黎",
        "傈僳",
        "佤",
        "畲",
        "高山",
        "拉祜",
        "水",
        "东乡",
        "纳西",
        "景颇",
        "柯尔克孜",
        "土",
        "达斡尔",
        "仫佬",
        "羌",
        "布朗",
    ),
    *(
        "撒拉",
        "毛南",
        "仡佬",
        "锡伯",
        "阿昌",
        "普米",
        "塔吉克",
        "怒",
        "乌孜别克",
        "俄罗斯",
        "鄂温克",
        "德昂",
        "保安",
        "裕固",
    ),
    *("京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺", "穿青人", "其他"),
)
_NUMBER: Final = re.compile(r"\d{17}[\dXx]")
_BIRTH: Final = re.compile(r"([12]\d{3})年?(\d{1,2})月?(\d{1,2})日?")


def parse(lines: list[Line]) -> Fields:
    """The six fields of the front, as far as they were read."""
    sheet = Sheet(lines, VOCABULARY["id_front"])
    fields: Fields = {}
    _number(sheet, fields)
    put(fields, "name", beside(sheet, "name"), person_name)
    _sex(sheet, fields)
    _ethnicity(sheet, fields)
    _birth(sheet, fields)
    _address(sheet, fields)
    _name_without_label(sheet, fields)
    return fields


def _number(sheet: Sheet, fields: Fields) -> None:
    """Eighteen digits, after the label or anywhere."""
    label = sheet.label("id_number")
    values = [sheet.after(label)] if label else []
    values += [Value(row.letters) for row in reversed(sheet.rows)]
    for value in values:
        text = digits(value.text.upper())
        matched = _NUMBER.search(text)
        if matched and len(text) == len(value.letters):
            fields["id_number"] = Found(matched[0], value.part(*matched.span()))
            return
    # Too short or too long: still shown, so that a person corrects a digit instead of typing eighteen.
    if values and label and len(re.sub(r"\D", "", values[0].text)) >= 12:
        fields["id_number"] = Found(re.sub(r"[^0-9X]", "", values[0].text.upper()), values[0], penalty=0.5)


def _sex(sheet: Sheet, fields: Fields) -> None:
    value = beside(sheet, "sex")
    candidates = [value] if value else []
    candidates += [Value(row.letters) for row in sheet.rows]
    for candidate in candidates:
        places = [place for place, letter in enumerate(candidate.letters) if letter.text in "男女"]
        if places and (candidate is value or len(candidate.letters) <= 10):
            fields["sex"] = Found(candidate.letters[places[0]].text, candidate.part(places[0], places[0] + 1))
            return


def _ethnicity(sheet: Sheet, fields: Fields) -> None:
    value = beside(sheet, "ethnicity")
    if value is None:
        # The label is unread: on the row of the sex, what stands after 族 or after the sex itself.
        label = sheet.label("sex")
        row = sheet.after(label) if label else None
        if row is None:
            return
        cut = max((place for place, letter in enumerate(row.letters) if letter.text in "男女民族"), default=-1)
        value = row.part(cut + 1, len(row.letters))
    text = value.text.removesuffix("族") if len(value.text) > 1 else value.text
    if text in ETHNICITIES:
        fields["ethnicity"] = Found(text, value)
        return
    known = max((name for name in ETHNICITIES if text.startswith(name)), key=len, default="")
    if known:
        fields["ethnicity"] = Found(known, value.part(0, len(known)))
    elif text:
        fields["ethnicity"] = Found(plain(text), value, penalty=0.3)


def _birth(sheet: Sheet, fields: Fields) -> None:
    value = beside(sheet, "birth_date")
    candidates = [value] if value else []
    candidates += [Value(row.letters) for row in sheet.rows if "年" in row.text or "月" in row.text]
    for candidate in candidates:
        matched = _BIRTH.search(digits(candidate.text))
        if matched and 1 <= int(matched[2]) <= 12 and 1 <= int(matched[3]) <= 31:
            text = f"{matched[1]}-{int(matched[2]):02d}-{int(matched[3]):02d}"
            fields["birth_date"] = Found(text, candidate.part(*matched.span()))
            return


def _address(sheet: Sheet, fields: Fields) -> None:
    label = sheet.label("address")
    if label:
        put(fields, "address", sheet.beside(label, most=4), plain)
        if "address" in fields:
            return
    # Between the birth date and the number nothing else is printed.
    letters: list[Letter] = []
    for row in sheet.rows:
        if "birth_date" in fields and row.middle <= _middle(fields["birth_date"]) + row.letters[0].line.height / 2:
            continue
        if "id_number" in fields and row.middle >= _middle(fields["id_number"]) - row.letters[0].line.height / 2:
            continue
        if len(row.letters) >= 3 and re.search(r"[省市区县州村路号镇乡街]", row.text):
            start = next((at for at, letter in enumerate(row.letters) if letter.text not in "住址"), 0)
            letters += row.letters[start:]
    if letters and "birth_date" in fields and "id_number" in fields:
        fields["address"] = Found(plain(Value(tuple(letters)).text), Value(tuple(letters)), penalty=0.2)


def _name_without_label(sheet: Sheet, fields: Fields) -> None:
    """Above the sex only the name is printed."""
    if "name" in fields or "sex" not in fields:
        return
    above = [row for row in sheet.rows if row.middle < _middle(fields["sex"]) - row.letters[0].line.height * 0.7]
    for row in reversed(above):
        text = person_name(row.text)
        start = next((at for at, letter in enumerate(row.letters) if letter.text not in "姓名"), 0)
        if 2 <= len(text) <= 20:
            value = Value(row.letters[start:])
            fields["name"] = Found(person_name(value.text), value, penalty=0.2)
            return


def _middle(found: Found) -> float:
    return found.value.letters[0].line.middle
