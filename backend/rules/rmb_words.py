"""人民币大写: amounts of money in the capitals that cannot be altered.

Source: 《正确填写票据和结算凭证的基本规定》 as collected in DOMAIN §4. Where the rule leaves a 零 to the writer
(rule 4), the shorter form is written and both are read.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
WAN: Final = 10_000
YI: Final = 100_000_000
# 壹亿亿 has no agreed spelling; no car costs it.
LIMIT: Final = Decimal(YI * YI)
FEN: Final = Decimal("0.01")

# What people and cameras write instead of the capitals.
READ_AS: Final = str.maketrans(
    "〇○Ｏ一二两三四五六七八九十百千萬億圆圓園正負貳參陸弍弎",
    "零零零壹贰贰叁肆伍陆柒捌玖拾佰仟万亿元元元整负贰叁陆贰叁",
)
SHAPE: Final = re.compile(r"(?P<minus>负)?(?:(?P<yuan>[^元角分整负]+)元)?(?:(?P<jiao>.)角)?(?:(?P<fen>.)分)?整?")


class MalformedAmount(ValueError):
    """金额有误: not a finite decimal number of yuan, or beyond 万亿."""


def rmb_words(amount: Decimal | int | str, *, yuan_char: str = "元", zheng_after_jiao: bool = False) -> str:
    """Return an amount of yuan in capitals, rounded half up to the fen first.

    ``yuan_char`` is 元 (contract, appraisal letter) or 圆 (registration form, invoice); ``zheng_after_jiao`` adds
    整 after 角 as the tax print script does. Raises MalformedAmount for anything that is no amount.
    """
    value = _amount(amount)
    whole, fraction = divmod(int(abs(value) * 100), 100)
    jiao, fen = divmod(fraction, 10)
    words = _whole_words(whole) + yuan_char if whole else ""
    if jiao:
        words += DIGITS[jiao] + "角"
    if fen:
        # Rule 5: a missing jiao between yuan and fen is read.
        words += ("零" if whole and not jiao else "") + DIGITS[fen] + "分"
    if not words:
        words = "零" + yuan_char
    if not fraction or (zheng_after_jiao and not fen):
        words += "整"
    return ("负" if value < 0 else "") + words


def parse_rmb_words(text: str) -> Decimal:
    """Return the yuan that capitals say, with two decimals; reads 圆/元, 整/正, with or without optional zeros.

    Anything that is not one well-formed amount (a missing digit, 拾 without 壹, units out of order) raises
    MalformedAmount: a camera's near miss must never become another price.
    """
    plain = re.sub(r"[\s¥,，:：]", "", unicodedata.normalize("NFKC", text)).translate(READ_AS)
    plain = plain.removeprefix("人民币").replace("负数", "负").removeprefix("¥")
    bare = _without_zeros(plain)
    if bare.strip("元角分整"):
        match = SHAPE.fullmatch(bare)
        if not match:
            raise MalformedAmount(text)
        value = Decimal(_whole_value(match["yuan"] or "", text))
        value += Decimal(_digit(match["jiao"], text)) / 10 + Decimal(_digit(match["fen"], text)) / 100
        value = -value if match["minus"] else value
    elif plain.startswith("零元"):
        return Decimal("0.00")
    else:
        raise MalformedAmount(text)
    # Reading is sound only if writing gives the same text back, optional zeros and 整 aside.
    if _without_zeros(rmb_words(value)).rstrip("整") != bare.rstrip("整"):
        raise MalformedAmount(text)
    return value.quantize(FEN)


def _amount(amount: Decimal | int | str) -> Decimal:
    if isinstance(amount, bool | float):
        raise MalformedAmount(f"{amount!r} is no exact amount")
    try:
        if isinstance(amount, str):
            plain = re.sub(r"[\s,¥]", "", unicodedata.normalize("NFKC", amount))
            if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", plain, re.ASCII):
                raise MalformedAmount(amount)
            amount = plain
        value = Decimal(amount)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise MalformedAmount(str(amount)) from error
    if not value.is_finite() or abs(value) >= LIMIT:
        raise MalformedAmount(str(amount))
    return value.quantize(FEN, ROUND_HALF_UP)


def _whole_words(number: int) -> str:
    """Spell a whole number below 10^16; the part above 亿 is spelled as a number of its own."""
    for unit, char in ((YI, "亿"), (WAN, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return _whole_words(high) + char + gap + (_whole_words(low) if low else "")
    words, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if pending else "") + DIGITS[digit] + PLACES[place]
        pending = bool(words) and not digit
    return words


def _without_zeros(plain: str) -> str:
    return plain.replace("零角", "").replace("零分", "").replace("零", "")


def _digit(char: str | None, text: str) -> int:
    if char is None:
        return 0
    if char not in DIGITS:
        raise MalformedAmount(text)
    return DIGITS.index(char)


def _whole_value(words: str, text: str) -> int:
    for char, unit in (("亿", YI), ("万", WAN)):
        if char in words:
            high, _, low = words.rpartition(char)
            return _whole_value(high, text) * unit + _whole_value(low, text)
    value = 0
    for digit, place in re.findall(r"(.)([拾佰仟]?)", words):
        value += _digit(digit, text) * 10 ** PLACES.index(place)
    return value
