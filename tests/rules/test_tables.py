"""规则表 and 代码表: every table is dated, sourced and readable both ways (DOMAIN §2)."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from backend.rules import codes, tables
from backend.rules.sentences import say, sentences
from backend.rules.tables import NoTableInForce, UnknownRule, table

RULES = list(tables.rules())
CODE_TABLES = [rule for rule in RULES if table(rule).get("codes")]
SOURCES = Path(tables.__file__).parent.rglob("*.py")


@pytest.mark.parametrize("rule", RULES)
def test_every_table_carries_its_file_name_as_date_and_a_source(rule):
    for version in tables.versions(rule):
        assert (tables.FOLDER / f"{version.name}.toml").is_file()
        assert len(version.source) > 10


@pytest.mark.parametrize("rule", RULES)
def test_the_table_in_force_is_chosen_by_day(rule):
    first = tables.versions(rule)[0]
    assert table(rule, first.effective) is first
    assert table(rule) is tables.versions(rule)[-1]
    with pytest.raises(NoTableInForce):
        table(rule, first.effective - timedelta(days=1))


def test_an_unknown_rule_is_a_mistake():
    with pytest.raises(UnknownRule):
        table("no_such_rule")


def test_tables_cannot_be_changed_by_a_reader():
    with pytest.raises(TypeError):
        table("plate_type")["codes"]["02"] = "x"


@pytest.mark.parametrize("rule", CODE_TABLES)
def test_every_code_has_a_name_that_leads_back_to_it(rule):
    for code, name in codes.codes(rule).items():
        assert codes.name_of(rule, code) == name
        back = codes.code_of(rule, name)
        # Several codes may share a name (台湾省 is 71 and 83): then any of them answers.
        assert back is not None
        assert codes.name_of(rule, back) == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("K33", "小型轿车"),
        ("K39", "小型面包车"),
        ("H1G", "重型仓栅式自卸货车"),
        ("H47", "微型仓栅式货车"),
        ("Q32", "轻型全挂牵引车"),
        ("Z71", "轻型非载货专项作业车"),
        ("B2W", "中型中置轴普通挂车"),
        ("B3K", "轻型低平板自卸半挂车"),
        ("G1F", "重型专项作业自卸全挂车"),
        ("G38", "轻型专项作业全挂车"),
        ("X99", "其它"),
    ],
)
def test_vehicle_types_are_expanded_fully(code, name):
    assert codes.name_of("vehicle_type", code) == name


def test_codes_that_do_not_exist_are_not_invented():
    for code in ("H36", "H3E", "K36", "G39", "B3A"):
        assert codes.name_of("vehicle_type", code) is None


@pytest.mark.parametrize(
    ("rule", "text", "code"),
    [
        ("vehicle_type", "轻型栏板货车", "H31"),
        ("vehicle_type", " 小型　轿车 ", "K33"),
        ("vehicle_type", "k33", "K33"),
        ("plate_type", "小型新能源汽车号牌", "52"),
        ("use_character", "出租营转非", "M"),
        ("use_character", "营转非", "L"),
        ("fuel_type", "纯电动", "C"),
        ("identity_document", "居民身份证", "A"),
        ("acquisition", "赠与", "B"),
        ("ownership", "私车", "2"),
        ("vehicle_type", "飞碟", None),
        ("vehicle_type", "", None),
    ],
)
def test_names_are_read_as_papers_word_them(rule, text, code):
    assert codes.code_of(rule, text) == code


def test_letters_combine():
    assert codes.combined_name("fuel_type", "AC") == "汽油/电"
    assert codes.combined_code("fuel_type", "汽油/电") == "AC"
    assert codes.combined_code("color", "白/灰") == "AB"
    assert codes.combined_code("color", "白色") == "A"
    assert codes.combined_code("color", "白/透明") is None


@pytest.mark.parametrize(
    ("code", "group"), [("A", "non_operating"), ("D", "operating"), ("L", "converted"), ("S", "school"), ("Z", None)]
)
def test_use_characters_have_groups(code, group):
    assert codes.group_of("use_character", code) == group


def test_large_new_energy_is_51_and_small_is_52():
    assert codes.name_of("plate_type", "51", date(2020, 1, 1)) == "大型新能源汽车"
    assert codes.name_of("plate_type", "52") == "小型新能源汽车"


def test_every_code_a_check_can_answer_has_a_sentence():
    answered = set()
    for path in SOURCES:
        answered |= set(re.findall(r"(?:refuse|warn|finding)\(\s*\"([a-z0-9_]+)\"", path.read_text(encoding="utf-8")))
    assert len(answered) > 40
    assert answered - set(sentences()) == set()


def test_a_sentence_is_filled_in():
    assert (
        say("card_expired", who="卖方", until=date(2025, 1, 1))
        == "卖方的证件已过有效期（至2025-01-01），请更换证件后办理。"
    )
    with pytest.raises(KeyError):
        say("no_such_code")
