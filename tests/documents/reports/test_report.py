"""A table on paper (报表), read back by a reader that we did not write."""

import subprocess

import pytest

from backend.documents.render.fonts import GlyphMissing
from backend.documents.reports.report import Report, report_pdf

COLUMNS = (("日期", 12), ("收款人", 12), ("收款（元）", 14))


def text_of(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def report(rows: int = 2, name: str = "王经办") -> Report:
    lines = tuple((f"2026-11-{1 + day % 28:02d}", name, "300.00") for day in range(rows))
    return Report(
        "收款结算单", ("期间：十一月",), COLUMNS, (*lines, ("合计", "", f"{300 * rows:,}.00")), ("以账单为准。",)
    )


def test_it_works():
    text = text_of(report_pdf(report()))
    for words in ("收款结算单", "期间：十一月", "收款（元）", "王经办", "600.00", "以账单为准。", "第 1 页，共 1 页"):
        assert words in text


def test_its_head_stands_on_every_page():
    text = text_of(report_pdf(report(120)))
    assert text.count("收款（元）") == text.count("共 4 页") == 4


def test_the_same_report_is_the_same_file():
    assert report_pdf(report()) == report_pdf(report())


def test_it_prints_rare_names_and_signs_that_mean_something_to_machines():
    text = text_of(report_pdf(report(1, "𠅤<b>&")))
    assert "𠅤<b>&" in text


def test_it_refuses_a_character_nobody_can_draw():
    with pytest.raises(GlyphMissing):
        report_pdf(report(1, "\U000323af"))
