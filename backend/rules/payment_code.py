"""付款码: whose a scanned payment code is, by its length and first digits.

WeChat: exactly 18 digits, 10 to 15 first. Alipay: 16 to 24 digits, 25 to 30 first. UnionPay's begin with 62, face-pay
tokens with ``fp``. Source: INTEGRATIONS §2.2. A code opens somebody's purse for a minute: it is never stored or logged.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

WECHAT: Final = re.compile(r"1[0-5]\d{16}", re.ASCII)
ALIPAY: Final = re.compile(r"(?:2[5-9]|30)\d{14,22}", re.ASCII)
UNION_PAY: Final = re.compile(r"62\d{14,20}", re.ASCII)
TAIL: Final = 4


class CodeChannel(StrEnum):
    """Which channel a payment code belongs to."""

    WECHAT = "wechat"
    ALIPAY = "alipay"


class CodeUnfit(ValueError):
    """No payment code of a channel that we take; the text is the Chinese sentence for the clerk."""


def plain_code(scanned: str) -> str:
    """The code without what scanners and people add: blanks, full-width digits."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", scanned))


def channel_of(scanned: str) -> CodeChannel:
    """The channel whose code was scanned; raises CodeUnfit with a sentence that says what it is instead."""
    code = plain_code(scanned)
    if WECHAT.fullmatch(code):
        return CodeChannel.WECHAT
    if ALIPAY.fullmatch(code):
        return CodeChannel.ALIPAY
    raise CodeUnfit(_why_not(code))


def tail_of(scanned: str) -> str:
    """The last four digits: all that may be kept of a code."""
    return plain_code(scanned)[-TAIL:]


def _why_not(code: str) -> str:
    if not code:
        return "没有扫到付款码，请让顾客打开付款码后重新扫描。"
    if code.lower().startswith("fp"):
        return "这是刷脸支付凭证，本收款台不支持，请让顾客出示微信或支付宝付款码。"
    if UNION_PAY.fullmatch(code):
        return "这是银联（云闪付）付款码，本收款台不支持，请让顾客出示微信或支付宝付款码，或改用 POS 机。"
    if not (code.isascii() and code.isdigit()):
        return "扫到的不是付款码（付款码全是数字），可能扫到了收款码或其他二维码，请让顾客打开“付款码”后重新扫描。"
    if re.match(r"1[0-5]", code):
        return f"微信付款码应为 18 位数字，扫到的是 {len(code)} 位，请重新扫描。"
    if re.match(r"2[5-9]|30", code):
        return f"支付宝付款码应为 16 至 24 位数字，扫到的是 {len(code)} 位，请重新扫描。"
    return "这不是微信或支付宝的付款码，请让顾客打开微信或支付宝的“付款码”后重新扫描。"
