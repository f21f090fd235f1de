"""走势图: prices over time as plain SVG geometry; what it draws also stands in a table. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 860, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 14, 30
# One day alone still needs a span to stand in.
SHORTEST_SPAN = timedelta(days=60)
# Of the span left free at its two ends, so that no dot is cut.
MARGIN = 0.04
TICKS_ACROSS = 5
WAN = 1_000_000  # fen in 万元


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of price: ``line`` joins its points as steps (a price stays until the next), else they are dots."""

    key: str
    title: str
    prices: tuple[tuple[date, int], ...]  # day, fen; oldest first
    line: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """One price in the drawing."""

    x: float
    y: float
    says: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One series in the drawing: ``path`` is empty where there is no line."""

    key: str
    title: str
    dots: tuple[Dot, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that ``_chart.html`` draws: ``across`` and ``up`` are ticks (position, words)."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    series: tuple[Drawn, ...]


def draw(series: Sequence[Series]) -> Chart | None:
    """Place every price; None without any."""
    known = [one for one in series if one.prices]
    if not known:
        return None
    days = [day for one in known for day, _ in one.prices]
    first, last = _span(min(days), max(days))
    step = _step(max(fen for one in known for _, fen in one.prices))
    top = step * 5
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def place(day: date, fen: int) -> tuple[float, float]:
        share = (day - first) / (last - first)
        return round(LEFT + share * (right - LEFT), 1), round(bottom - fen / top * (bottom - TOP), 1)

    ticks = [first + (last - first) * part / (TICKS_ACROSS - 1) for part in range(TICKS_ACROSS)]
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=right,
        top=TOP,
        bottom=bottom,
        across=tuple((place(day, 0)[0], f"{day:%Y-%m}") for day in ticks),
        up=tuple((place(first, step * part)[1], f"{step * part / WAN:g} 万") for part in range(6)),
        series=tuple(_drawn(one, [place(day, fen) for day, fen in one.prices], right) for one in known),
    )


def _drawn(one: Series, places: list[tuple[float, float]], right: int) -> Drawn:
    dots = tuple(
        Dot(x, y, f"{one.title} {day.isoformat()}：{fen / 100:,.2f} 元")
        for (x, y), (day, fen) in zip(places, one.prices, strict=True)
    )
    path = f"M{places[0][0]} {places[0][1]}" + "".join(_steps(places[1:])) + f"H{right}" if one.line else ""
    return Drawn(one.key, one.title, dots, path)


def _steps(places: Iterable[tuple[float, float]]) -> Iterator[str]:
    for x, y in places:
        yield f"H{x}V{y}"


def _span(first: date, last: date) -> tuple[date, date]:
    lacking = max(SHORTEST_SPAN - (last - first), (last - first) * MARGIN) / 2
    return first - lacking, last + lacking


def _step(highest: int) -> int:
    """A fifth of the scale: one to five times a power of ten, in fen."""
    size = 1
    while True:
        for times in range(1, 6):
            if size * times * 5 >= highest:
                return size * times
        size *= 10
