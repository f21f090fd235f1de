"""The fonts of every document (文档字体): Noto Serif SC and Noto Sans SC, embedded as subsets, from the npm packages.

A character that none of them can draw is refused by its code point before anything is drawn: a document never holds
the box that stands for "no glyph".
"""

from functools import cache
from pathlib import Path
from typing import Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from backend.kit.errors import Fault, Refusal

# Photographs are most of a document's bytes: coding them as ASCII text costs a quarter more bytes and forty times the
# drawing, and no reader of the last twenty years needs it.
rl_config.useA85 = 0

FOLDER: Final = Path(__file__).resolve().parents[3] / "node_modules" / "@expo-google-fonts"

SERIF: Final = "NotoSerifSC"
SERIF_BOLD: Final = "NotoSerifSC-Bold"
SANS: Final = "NotoSansSC"

FILES: Final = {
    SERIF: "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    SERIF_BOLD: "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    SANS: "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
}

# An ideograph's box reaches this share of the font size above the baseline (both families say 880 of 1000).
ASCENT: Final = 0.88


class FontsMissing(Fault):
    """The fonts are not where ``npm ci`` puts them: nothing can be printed."""


class GlyphMissing(Refusal):
    """A character that no embedded font can draw (缺字); ``codepoint`` names it, such as ``U+323AF``."""

    code = "DOC-101"
    status = 422
    say = "文档字库中没有字符 {codepoint}，无法打印。请核对该字；确为人名地名用字的，请联系平台增补字库后重新生成。"


class GlyphTable:
    """The font's glyph outlines, read in place: a slice copies only itself."""

    def __init__(self, data: bytes, start: int, length: int) -> None:
        self.data, self.start, self.length = data, start, length

    def __getitem__(self, part: slice) -> bytes:
        return self.data[self.start + part.start : self.start + min(part.stop, self.length)]


class EmbeddedFont(TTFont):
    """A TrueType font whose text copies out right, also beyond the basic plane.

    reportlab writes the code point itself into the ToUnicode map; the map wants UTF-16, at most 100 entries a block.
    """

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename, asciiReadable=False)
        # Subsetting cuts a few glyphs out of the 14 MB glyph table; reportlab copies the whole table for each subset.
        face, whole_table = self.face, self.face.get_table
        outlines = GlyphTable(face._ttf_data, *face.get_table_pos("glyf"))
        face.get_table = lambda tag: outlines if tag == "glyf" else whole_table(tag)

    def addObjects(self, doc) -> None:  # type: ignore[no-untyped-def]
        """Add the font's objects, then put right the maps that name each glyph's character."""
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        base = self.face.name.decode("ascii")
        for key, stream in doc.idToObject.items():
            prefix, _, name = key.partition(":")
            if prefix == "toUnicodeCMap" and name.partition("+")[2] == base:
                stream.content = to_unicode_map(name, subsets[subset_index(name)])


def subset_index(base_font_name: str) -> int:
    """The subset's number from reportlab's six-letter prefix (``AAAAAB+Name`` is 1)."""
    return int("".join(str("ABCDEFGIJK".index(letter)) for letter in base_font_name[:6]))


def to_unicode_map(name: str, codepoints: list[int]) -> str:
    """A ToUnicode CMap (PDF 32000-1 §9.10.3): one-byte codes to UTF-16BE text."""
    entries = [f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for i, code in enumerate(codepoints)]
    blocks = []
    for start in range(0, len(entries), 100):
        part = entries[start : start + 100]
        blocks.append(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


@cache
def font(name: str) -> EmbeddedFont:
    """The font called ``name``, loaded once a process (about 0.15 s) and known to reportlab from then on."""
    path = FOLDER / FILES[name]
    if not path.is_file():
        raise FontsMissing(f"font file missing: {path} (run `npm ci` in the repository root)")
    loaded = EmbeddedFont(name, str(path))
    pdfmetrics.registerFont(loaded)
    return loaded


def measure(text: str, name: str, size: float) -> float:
    """The width of ``text`` in points; refuses a character that cannot be drawn."""
    widths = font(name).face.charWidths
    total = 0.0
    for char in text:
        width = widths.get(ord(char))
        total += width if width is not None else font(fallback(char, name)).face.charWidths[ord(char)]
    return total * size / 1000


def fallback(char: str, name: str) -> str:
    """The font that draws ``char``: ``name`` itself where it can, else the other family, which has what it lacks."""
    code = ord(char)
    for candidate in (name, SANS, SERIF):
        if code in font(candidate).face.charToGlyph:
            return candidate
    raise GlyphMissing(codepoint=f"U+{code:04X}")


def must_be_drawable(text: str) -> None:
    """Refuse, by the first of its characters that no font can draw, a text that is going to be printed."""
    for char in dict.fromkeys(text):
        fallback(char, SERIF)


def runs(text: str, name: str) -> list[tuple[str, str]]:
    """Split ``text`` into (font name, piece): one piece unless a character needs the other family."""
    known = font(name).face.charToGlyph
    if all(ord(char) in known for char in text):
        return [(name, text)]
    pieces: list[tuple[str, str]] = []
    for char in text:
        chosen = fallback(char, name)
        if pieces and pieces[-1][0] == chosen:
            pieces[-1] = (chosen, pieces[-1][1] + char)
        else:
            pieces.append((chosen, char))
    return pieces
