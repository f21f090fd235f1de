"""The chart's geometry: everything inside the field, the newest to the right, the dearest on top."""

from datetime import date

from backend.console.chart import Series, draw

NEW = Series("new", "新车价", ((date(2012, 1, 1), 12_880_000), (date(2024, 1, 1), 9_990_000)), line=True)
SOLD = Series("contract", "成交价", ((date(2026, 11, 21), 3_000_000),))


def test_it_works():
    chart = draw([NEW, SOLD])
    new, sold = chart.series
    assert new.path.count("H") == 2
    assert sold.path == ""
    assert sold.dots[0].x > new.dots[-1].x > new.dots[0].x
    assert sold.dots[0].y > new.dots[-1].y > new.dots[0].y
    assert sold.dots[0].says == "成交价 2026-11-21：30,000.00 元"


def test_nothing_leaves_the_field():
    chart = draw([NEW, SOLD])
    for one in chart.series:
        for dot in one.dots:
            assert chart.left <= dot.x <= chart.right
            assert chart.top <= dot.y <= chart.bottom


def test_one_day_alone_has_a_place():
    chart = draw([SOLD])
    assert chart.left < chart.series[0].dots[0].x < chart.right


def test_the_scale_is_written_in_round_numbers():
    assert [words for _, words in draw([NEW]).up] == ["0 万", "3 万", "6 万", "9 万", "12 万", "15 万"]


def test_without_prices_there_is_no_chart():
    assert draw([Series("new", "新车价", ())]) is None
