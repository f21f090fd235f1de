"""号牌种类 from the plate's form and, where that leaves it open, the car's type."""

import pytest

from backend.rules.plate_type import plate_type_of


@pytest.mark.parametrize(
    ("plate", "vehicle", "expected"),
    [
        ("苏B12345", "小型轿车", "小型汽车"),
        ("苏B12345", "K41", "小型汽车"),
        ("苏B12345", "中型普通客车", "大型汽车"),
        ("苏B12345", "重型自卸货车", "大型汽车"),
        ("苏B12345", "轻型厢式货车", "小型汽车"),
        ("苏B12345", "普通二轮摩托车", "普通摩托车"),
        ("苏B12345", "轻便二轮摩托车", "轻便摩托车"),
        ("苏B12345", "三轮汽车", "低速车"),
        ("苏BD12345", "小型轿车", "小型新能源汽车"),
        ("苏B12345D", "大型普通客车", "大型新能源汽车"),
        ("苏B1234挂", "重型普通半挂车", "挂车"),
        ("苏B1234学", "小型轿车", "教练汽车"),
        ("苏B1234学", "普通二轮摩托车", "教练摩托车"),
        ("苏B1234警", "小型轿车", "警用汽车"),
    ],
)
def test_the_type_is_told_by_plate_and_car(plate, vehicle, expected):
    assert plate_type_of(plate, vehicle) == expected


@pytest.mark.parametrize(("plate", "vehicle"), [("苏B12345", ""), ("苏B12345", "不明车型"), ("不是号牌", "小型轿车")])
def test_what_cannot_be_told_stays_open(plate, vehicle):
    assert plate_type_of(plate, vehicle) == ""
