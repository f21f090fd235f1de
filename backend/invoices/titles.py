"""Checking a title (核对抬头): what an invoice would bear, before anybody issues one in vain."""

import re
from typing import Final

from backend.invoices.errors import TitleUnfit
from backend.invoices.facts import TITLE_KINDS, InvoiceTitle
from backend.rules.numbers import judge_credit_code, judge_mobile
from backend.rules.sentences import say

# The tax system's own limit of a buyer's name (购买方名称).
LONGEST_NAME: Final = 100
LONGEST_EMAIL: Final = 100
EMAIL: Final = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+", re.ASCII)


def fit_title(title: InvoiceTitle) -> InvoiceTitle:
    """The title as it is kept; TitleUnfit beside the field that is wrong."""
    if title.kind not in TITLE_KINDS:
        raise TitleUnfit(field="kind", sentence="请选择个人或单位抬头。")
    name = " ".join(title.name.split())
    if not 2 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise TitleUnfit(field="name", sentence=f"请填写抬头名称，2 至 {LONGEST_NAME} 个字。")
    return InvoiceTitle(
        kind=title.kind,
        name=name,
        credit_code=_credit_code(title.credit_code) if title.kind == "company" else "",
        email=_email(title.email),
        phone=_phone(title.phone),
    )


def _credit_code(text: str) -> str:
    if not text.strip():
        raise TitleUnfit(field="credit_code", sentence="单位抬头须填写 18 位统一社会信用代码。")
    judged = judge_credit_code(text)
    if not judged.valid:
        raise TitleUnfit(field="credit_code", sentence=f"统一社会信用代码有误：{say(judged.reasons[0])}")
    return judged.normalised


def _email(text: str) -> str:
    email = text.strip()
    if email and (len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email)):
        raise TitleUnfit(field="email", sentence="邮箱格式有误，请核对；不需要的可以不填。")
    return email


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    judged = judge_mobile(text)
    if not judged.valid:
        raise TitleUnfit(field="phone", sentence="手机号有误，请核对；不需要的可以不填。")
    return judged.normalised
