"""Days, headings and amounts as people write them in tables."""

from datetime import date

import pytest

from backend.kit.spreadsheets import day_in, in_ten_thousands, plain_heading, yuan_in


@pytest.mark.parametrize(
    "cell", ["2019-03-28", "2019-3-28", "2019/3/28", "2019.3.28", "2019年3月28日", "20190328", "２０１９－０３－２８",
             "2019-03-28 00:00:00", "2019-03-28T08:30", "20190328.0"]
)  # fmt: skip
def test_a_day_as_people_write_it(cell: str):
    assert day_in(cell) == date(2019, 3, 28)


@pytest.mark.parametrize("cell", ["", "2019", "2019-03", "2019-02-30", "2019328", "28.3.2019", "not a day"])
def test_what_is_no_day(cell: str):
    assert day_in(cell) is None


@pytest.mark.parametrize("heading", ["新车价", "新车价（元）", " 新车价[万元]*", "新车_价:"])
def test_a_heading_without_what_stands_around_it(heading: str):
    assert plain_heading(heading) == "新车价"


@pytest.mark.parametrize("cell", ["89800", "89,800", "￥89,800元", "8.98万", "８.９８ 万元", "人民币89800"])
def test_an_amount_as_people_write_it(cell: str):
    assert yuan_in(cell) == "89800"


@pytest.mark.parametrize(
    ("heading", "yuan"), [("新车价（万元）", "89800"), ("新车价（元）", "8.98"), ("万里行", "8.98")]
)
def test_the_heading_may_name_the_unit(heading: str, yuan: str):
    assert yuan_in("8.98", in_ten_thousands(heading)) == yuan


@pytest.mark.parametrize("cell", ["", "面议", "12-15万", "NaN万", "1e9万万"])
def test_what_is_no_amount_is_left_to_its_reader(cell: str):
    assert not yuan_in(cell).isdecimal()
