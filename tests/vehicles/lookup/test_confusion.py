"""How far a reading lies from a text (易混字符), and how texts are taken apart."""

import pytest

from backend.vehicles.lookup.confusion import ALIKE, SIMILAR, compare, fold
from backend.vehicles.lookup.reading import Reading


def steps(read, model):
    return compare(Reading.of(read), Reading.of(model)).steps


@pytest.mark.parametrize(
    ("text", "brand", "code"),
    [
        ("东南牌DN7152HAS", "东南", "DN7152HAS"),
        ("东南DN7152HAS", "东南", "DN7152HAS"),
        ("DN7152HAS", "", "DN7152HAS"),
        ("梅赛德斯-奔驰WDDNG5EB", "梅赛德斯奔驰", "WDDNG5EB"),
        ("宝马BMW 320 AB12 2.0T", "宝马", "BMW320AB1220T"),
        ("MG牌CSA7150AC", "MG", "CSA7150AC"),
        ("别克牌SGM7205ATA（国Ⅴ）", "别克", "SGM7205ATAV"),
        ("品牌型号 东南牌ＤＮ７１５２ｈａｓ", "东南", "DN7152HAS"),
        ("东南牌DN7152НАS", "东南", "DN7152HAS"),  # Cyrillic Н and А
        ("东南牌", "东南", ""),
        ("", "", ""),
    ],
)
def test_a_text_is_taken_apart(text, brand, code):
    read = Reading.of(text)
    assert (read.brand, read.code) == (brand, code)


def test_groups_of_look_alikes_share_no_letter():
    letters = "".join(ALIKE)
    assert len(letters) == len(set(letters))


def test_no_pair_is_listed_twice():
    pairs = [frozenset((one, other)) for one, others in SIMILAR.items() for other in others]
    assert len(pairs) == len(set(pairs))
    assert all(fold(one) != fold(other) for one, other in map(sorted, pairs))


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        ("东南牌DN7152HAS", "东南牌DN71S2HAS"),
        ("东南牌DN71S2HAS", "东南牌DN7l52HA5"),
        ("东南牌DN71S2HAS", "东南牌DN7162HAS"),
        ("东南牌DN7162HAS", "东南牌DN71X2HAS"),
        ("东南牌DN71522HAS", "东南牌DN7152XHAS"),
        ("DN7152HAS", "东甫牌DN7152HAS"),
        ("东甫牌DN7152HAS", "大众牌DN7152HAS"),
    ],
)
def test_what_looks_more_alike_is_nearer(nearer, farther):
    assert steps(nearer, "东南牌DN7152HAS") < steps(farther, "东南牌DN7152HAS")


def test_each_place_is_named():
    told = compare(Reading.of("东南牌DN71S22HA"), Reading.of("东南牌DN7152HAS")).reasons
    assert told == ("第 5 位 S/5 易混", "第 7 位 多读 2", "第 9 位 漏读 S")
