"""易混字符: how far what a camera read lies from a catalogue's text, and in which places, in words for a clerk.

One whole step is one letter that was replaced, dropped or added for no visible reason; letters that look alike are a
fraction of a step apart. Pairs: what OCR engines mix up in the licence's printed typeface, own observation and the
pairs of issue 5; no published table is known.
"""

from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

from backend.vehicles.lookup.reading import Reading

# Groups whose members any print or blur mixes up; each folds to its first letter.
ALIKE: Final = ("0OQD", "1IL", "2Z", "5S", "6G", "8B", "UV")
# Letters that a bad photograph makes alike, each pair once.
SIMILAR: Final = {
    "0": "689CGU",
    "1": "7JT",
    "2": "7",
    "3": "58BSZ",
    "4": "AH",
    "5": "6",
    "6": "8",
    "7": "FTYZ",
    "8": "9S",
    "9": "GP",
    "A": "R",
    "B": "DEPR",
    "C": "DGOQ",
    "D": "P",
    "E": "FL",
    "F": "P",
    "G": "Q",
    "H": "KMN",
    "I": "JT",
    "J": "L",
    "K": "RX",
    "L": "T",
    "M": "N",
    "N": "W",
    "P": "R",
    "T": "Y",
    "U": "W",
    "V": "WY",
    "X": "Y",
}
ALIKE_STEP: Final = 0.25
SIMILAR_STEP: Final = 0.5
# A letter read twice, or one of two equal neighbours overlooked.
REPEATED_STEP: Final = 0.75
# The end of a text that nobody read, besides a look-alike's step for each letter of it.
CUT_OFF: Final = 1.0
BRAND_MISSING: Final = 0.1
BRAND_PART: Final = 0.2
BRAND_ONE_WRONG: Final = 0.4
BRAND_OTHER: Final = 2.0

FOLD: Final = str.maketrans({char: group[0] for group in ALIKE for char in group[1:]})


@dataclass(frozen=True, slots=True)
class Difference:
    """差异: ``steps`` apart, ``reasons`` in Chinese; ``only_alike`` when nothing but similar looks explains it."""

    steps: float
    reasons: tuple[str, ...]
    only_alike: bool


def fold(code: str) -> str:
    """Return the code with every letter replaced by the one that stands for its look-alikes."""
    return code.translate(FOLD)


def compare(read: Reading, model: Reading) -> Difference:
    """Return how far ``read`` lies from ``model``: code and brand together, by the kindest way to take them apart."""
    if read == model:
        return Difference(0.0, ("型号完全一致",), True)
    ways = [
        _join(_codes(mine, theirs), _brands(read, model, whole=(mine, theirs) == (read.code, model.code)))
        for mine in read.spellings
        for theirs in model.spellings
    ]
    return min(ways, key=lambda way: way.steps)


def cut_off(read: Reading, model: Reading) -> Difference:
    """Return how far ``read`` lies from a text that begins like it: the camera saw no more, or nobody typed more."""
    missing = len(model.code) - len(read.code)
    return Difference(CUT_OFF + missing * ALIKE_STEP, (f"只读到前 {len(read.code)} 位",), False)


def _join(code: Difference, brand: Difference) -> Difference:
    head = () if code.steps else ("型号代码一致",)
    reasons = head + code.reasons + brand.reasons
    return Difference(code.steps + brand.steps, reasons, code.only_alike and brand.only_alike)


def _brands(read: Reading, model: Reading, *, whole: bool) -> Difference:
    if read.brand == model.brand or not whole:
        # Where the brand was compared as part of the code, it must not count twice.
        return Difference(0.0, (), True)
    if not read.brand:
        return Difference(BRAND_MISSING, ("未读到品牌",), True)
    if not model.brand:
        return Difference(BRAND_MISSING, ("车型库未写品牌",), True)
    names = f"（读到{read.brand}，车型库{model.brand}）"
    if read.brand in model.brand or model.brand in read.brand:
        return Difference(BRAND_PART, (f"品牌写法不同{names}",), True)
    longest = max(len(read.brand), len(model.brand))
    wrong = Levenshtein.distance(read.brand, model.brand)
    if wrong == 1:
        return Difference(BRAND_ONE_WRONG, (f"品牌差一字{names}",), True)
    return Difference(BRAND_OTHER * wrong / longest, (f"品牌不同{names}",), False)


def _codes(read: str, model: str) -> Difference:
    steps, reasons, only_alike = 0.0, [], True
    for edit in Levenshtein.editops(read, model):
        if edit.tag == "replace":
            step, reason = _replaced(read[edit.src_pos], model[edit.dest_pos])
        elif edit.tag == "delete":
            step, reason = _repeated(read, edit.src_pos), f"多读 {read[edit.src_pos]}"
        else:
            step, reason = _repeated(model, edit.dest_pos), f"漏读 {model[edit.dest_pos]}"
        steps += step
        only_alike = only_alike and step <= SIMILAR_STEP
        reasons.append(f"第 {edit.dest_pos + 1} 位 {reason}")
    return Difference(steps, tuple(reasons), only_alike)


def _replaced(read: str, model: str) -> tuple[float, str]:
    if fold(read) == fold(model):
        return ALIKE_STEP, f"{read}/{model} 易混"
    if model in SIMILAR.get(read, "") or read in SIMILAR.get(model, ""):
        return SIMILAR_STEP, f"{read}/{model} 形近"
    return 1.0, f"读到 {read}，车型库为 {model}"


def _repeated(text: str, place: int) -> float:
    return REPEATED_STEP if text[place] in (text[place - 1 : place] + text[place + 1 : place + 2]) else 1.0
