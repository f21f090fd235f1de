"""``cwt appraise``: DOMAIN §3's worked examples to the fen, every option, and refusals without a traceback."""

import json

import pytest

from backend.cli import main
from backend.kit import clock

CARS = {
    38: ("2019-03-28", "2022-06-20"),
    100: ("2014-01-27", "2022-06-20"),
    152: ("2009-09-08", "2022-05-19"),
    197: ("2006-01-01", "2022-06-20"),
}


def command(registered: str = "2019-03-28", on: str = "2022-06-20", *more: str) -> list[str]:
    return ["appraise", "--new-price", "128800", "--registered", registered, "--on", on, *more]


@pytest.fixture
def appraised(capsys):
    """``appraised(...)``: the JSON that the command printed."""

    def run(*arguments: str) -> dict:
        assert main(command(*arguments)) == 0
        return json.loads(capsys.readouterr().out)

    return run


class TestWorkedExamples:
    @pytest.mark.parametrize(
        ("n", "plain", "residual", "years_ceil", "full_years"),
        [
            (38, "101608.89", "102968.44", "94453.33", "104328.00"),
            (100, "57244.44", "60822.22", "51520.00", "63541.33"),
            (152, "20035.56", "25473.78", "17173.33", "30912.00"),
            (197, "6440.00", "6440.00", "6440.00", "6440.00"),
        ],
    )
    def test_every_column_of_the_table(self, appraised, n, plain, residual, years_ceil, full_years):
        columns = {
            ("--method", "straight_line"): plain,
            ("--method", "straight_line_with_residual"): residual,
            (): residual,
            ("--method", "yearly_without_residual", "--months", "ceil"): years_ceil,
            ("--method", "yearly"): full_years,
        }
        for options, price in columns.items():
            told = appraised(*CARS[n], *options)
            assert (told["base_price"], told["appraised_price"]) == (price, price), options
            if "ceil" not in options:
                assert told["used_months"] == n

    @pytest.mark.parametrize(
        ("registered", "on", "counts"),
        [
            ("2014-01-27", "2022-06-20", (100, 101, 101)),
            ("2019-03-28", "2022-06-20", (38, 39, 39)),
            ("2017-03-09", "2022-06-20", (63, 64, 63)),
            ("2009-09-08", "2022-05-19", (152, 153, 152)),
            ("2020-02-29", "2024-02-28", (47, 48, 48)),
            ("2020-02-29", "2024-02-29", (48, 48, 48)),
        ],
    )
    def test_months_are_counted_three_ways(self, appraised, registered, on, counts):
        ways = ("floor", "ceil", "calendar")
        assert tuple(appraised(registered, on, "--months", way)["used_months"] for way in ways) == counts

    def test_replacement_cost(self, appraised):
        told = appraised("2019-03-28", "2022-06-20", "--condition-score", "82")["replacement_cost"]
        assert (told["value"], told["age_rate_percent"], told["grade"]) == ("103211.73", "78.89", "二级")

    @pytest.mark.parametrize(
        ("use", "changed", "years"),
        [
            ("公路客运", "2016-07-27", 11),
            ("出租客运", "2016-07-27", 9),
            ("公路客运", "2022-01-27", 13),
            ("租赁", "2026-01-27", 15),
        ],
    )
    def test_a_change_of_use(self, appraised, use, changed, years):
        told = appraised("2014-01-27", "2026-06-20", "--use", use, "--turned-commercial", changed)
        assert told["service_life_months"] == years * 12
        assert told["scrap"]["limit_date"] == f"{2014 + years}-01-27"


class TestAnswer:
    def test_it_works(self, appraised):
        told = appraised("2019-03-28", "2022-06-20", "--coefficient", "0.95")
        assert (told["used_months"], told["service_life_months"]) == (38, 180)
        assert (told["base_price"], told["appraised_price"]) == ("102968.44", "97820.02")
        assert (told["coefficient"], told["residual_value"]) == ("0.950000", "6440.00")
        assert told["rule"] == "years_method/2013-05-01"
        assert told["steps"][-1].endswith("0.950000 = 97820.02（四舍五入到 0.01 元）")

    @pytest.mark.parametrize("kind", [("小型轿车", "非营运"), ("K33", "A"), ("k33", "a")])
    def test_names_and_codes_say_the_same(self, appraised, kind):
        told = appraised("2019-03-28", "2022-06-20", "--vehicle-type", kind[0], "--use", kind[1])
        assert told["scrap"]["class"] == "非营运小、微型载客汽车、大型轿车"

    def test_the_day_is_today_without_one(self, capsys):
        today = clock.today().isoformat()
        assert main(["appraise", "--new-price", "100", "--registered", today]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["used_months"], told["base_price"]) == (0, "100.00")

    @pytest.mark.parametrize(
        ("on", "verdict"), [("2022-01-26", "ok"), ("2022-01-27", "warn"), ("2023-01-27", "refuse")]
    )
    def test_a_car_once_commercial_in_its_last_years(self, appraised, on, verdict):
        scrap = appraised("2014-01-27", on, "--use", "营转非")["scrap"]
        assert (scrap["limit_date"], scrap["verdict"], scrap["rule"]) == ("2024-01-27", verdict, "scrap/2013-05-01")
        assert "报废标准规定" in scrap["sentence"]

    def test_years_run_from_production_when_registered_long_after(self, appraised):
        scrap = appraised("2019-03-28", "2022-06-20", "--use", "L", "--produced", "2016-01-01")["scrap"]
        assert scrap["limit_date"] == "2026-01-01"

    def test_a_station_may_round_to_a_hundred_yuan(self, appraised):
        assert appraised("2019-03-28", "2022-06-20", "--price-step", "100")["base_price"] == "103000.00"

    def test_a_yearly_method_tells_the_years_it_counts(self, appraised):
        told = appraised("2019-03-28", "2022-06-20", "--method", "yearly")
        assert "按整年计 3 年" in told["steps"][0]
        assert "(15 − 3) ÷ 15" in told["steps"][2]


@pytest.mark.parametrize(
    "change",
    [
        {"--new-price": "0"},
        {"--new-price": "12.345"},
        {"--new-price": "abc"},
        {"--new-price": "100000000"},
        {"--registered": "2019-02-30"},
        {"--registered": "20190328"},
        {"--registered": "2022-06-21"},
        {"--registered": "1949-12-31"},
        {"--on": "2013-04-30", "--registered": "2012-01-01"},
        {"--on": "9999-12-31"},
        {"--vehicle-type": "飞船"},
        {"--use": "不明"},
        {"--residual-rate": "1"},
        {"--residual-rate": "1e-999999999"},
        {"--residual-rate": "NaN"},
        {"--coefficient": "1.0000001"},
        {"--coefficient": "101"},
        {"--coefficient": "-1"},
        {"--residual-rate": "5%"},
        {"--price-step": "0.001"},
        {"--condition-score": "101"},
        {"--condition-score": "5", "--age-weight": "2"},
        {"--turned-commercial": "2020-01-01"},
    ],
)
def test_what_cannot_be_is_said_with_status_two(capsys, change):
    options = {"--new-price": "128800", "--registered": "2019-03-28", "--on": "2022-06-20"} | change
    assert main(["appraise", *(word for pair in options.items() for word in pair)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    # The sentence names an option that mends it.
    assert "评估基准日" in said.err or any(option in said.err for option in change)


@pytest.mark.parametrize("option", [("--method", "magic"), ("--months", "magic")])
def test_an_unknown_choice_is_refused_by_the_parser(capsys, option):
    with pytest.raises(SystemExit) as ended:
        main(command("2019-03-28", "2022-06-20", *option))
    assert ended.value.code == 2
