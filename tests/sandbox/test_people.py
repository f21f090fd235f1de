"""测试人物: valid papers, nobody real, everyone the stories need."""

from datetime import date

from backend.rules.validation import validate
from backend.sandbox.numbers import credit_code, id_number, vin
from backend.sandbox.people import LONG_TERM, PEOPLE, person


def test_it_works():
    assert [one.name for one in PEOPLE[:4]] == ["林卖", "陈买", "王代", "外人孙"]
    assert len({one.id_number for one in PEOPLE}) == len({one.phone for one in PEOPLE}) == len(PEOPLE) == 12


def test_numbers_follow_the_standards_examples():
    assert id_number("110105", "1949-12-31", 2) == "11010519491231002X"
    assert id_number("350102", "1990-03-07", 451) == "350102199003074515"
    assert credit_code("91350100MA32X1Y0") == "91350100MA32X1Y03P"
    assert vin("LZWACAGA", "H", "0000001") == "LZWACAGAXH0000001"
    assert vin("LS4ASE2A", "K", "A000001") == "LS4ASE2A0KA000001"


def test_everyones_papers_pass_the_rules():
    for one in PEOPLE:
        told = validate("resident_id", one.id_number)
        assert told["valid"], (one.key, told)
        assert validate("mobile", one.phone)["valid"]
        if one.car:
            assert validate("vin", one.car.vin)["valid"], one.car.vin
            assert validate("plate_number", one.car.plate_number)["valid"], one.car.plate_number
        if one.company:
            assert validate("credit_code", one.company.credit_code)["valid"]


def test_nobody_can_own_the_numbers():
    assert {one.id_number[14:16] for one in PEOPLE} == {"99"}
    assert all(one.phone.startswith("1990000") for one in PEOPLE)


def test_the_number_agrees_with_birth_and_sex():
    for one in PEOPLE:
        assert one.id_number[6:14] == one.birth_date.replace("-", "")
        assert (int(one.id_number[16]) % 2 == 1) == (one.sex == "男")


def test_the_stories_have_their_people():
    assert date.fromisoformat(person("wu-xiao").birth_date) > date(2009, 1, 1)
    assert date.fromisoformat(person("huang-qi").valid_to) < date(2026, 1, 1)
    assert person("zhou-lao").valid_to == LONG_TERM
    company = person("zheng-fa").company
    assert company is not None
    assert person("zheng-fa").car.owner == company.name
    assert {"䶮", "𠅤", "·"} <= set("".join(one.name for one in PEOPLE))


def test_an_app_sees_its_own_openid_and_the_shared_unionid():
    lin = person("lin-mai")
    assert lin.openid("wx1") != lin.openid("wx2")
    assert {len(lin.openid("wx1")), len(lin.unionid)} == {28}
