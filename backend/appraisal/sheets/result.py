"""结果表: what became of each row, as a workbook; and the template to fill in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.appraisal.facts import AppraisalFacts, ScrapVerdict
from backend.appraisal.sheets.columns import COLUMNS
from backend.appraisal.sheets.read import Row
from backend.kit.spreadsheets import Cell, Table, workbook
from backend.rules import Fen
from backend.vehicles import VERDICT_NAMES

FOUND = (
    ("车型库车型", 24), ("匹配得分", 9), ("匹配结论", 14), ("采用新车价（元）", 15), ("已使用月数", 10),
    ("规定使用月数", 12), ("采用系数", 10), ("基准价（元）", 13), ("评估价格（元）", 13), ("报废提示", 30),
    ("计算步骤", 60), ("未能评估的原因", 40),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settled:
    """一行的结果: its facts, or only ``reason`` why nothing could be made of it."""

    facts: AppraisalFacts | None
    reason: str = ""

    @property
    def priced(self) -> bool:
        """Whether the row has a price."""
        return not self.reason and self.facts is not None and self.facts.appraised_fen is not None


def result_sheet(rows: Sequence[Row], settled: Sequence[Settled]) -> bytes:
    """Every row as it came, and beside it what was found and worked out, or the reason why not."""
    columns = [("行号", 6), *((column.title, column.width) for column in COLUMNS), *FOUND]
    lines = (
        [row["line"], *(row.get(column.name, "") for column in COLUMNS), *_found(one)]
        for row, one in zip(rows, settled, strict=True)
    )
    return workbook(Table("批量评估结果", columns, lines))


def template_sheet() -> bytes:
    """The headings with an example row."""
    columns = [(column.title, column.width + 2) for column in COLUMNS]
    return workbook(Table("批量评估", columns, [[column.example for column in COLUMNS]], as_text=True))


def _found(one: Settled) -> list[Cell]:
    facts = one.facts
    if facts is None:
        return [*[None] * (len(FOUND) - 1), one.reason]
    model = facts.model or (facts.candidates[0].model if facts.candidates else None)
    score = next((found.score for found in facts.candidates if model and found.model.id == model.id), None)
    scrap = facts.scrap.sentence if facts.scrap and facts.scrap.verdict is not ScrapVerdict.OK else ""
    shown: list[Cell] = [
        model.brand_model if model else "",
        None if score is None else Decimal(str(score)),
        VERDICT_NAMES.get(facts.verdict, ""),
    ]
    if not one.priced:
        return [*shown, *[None] * 6, scrap, "", one.reason or "".join(facts.missing)]
    return [
        *shown, _yuan(facts.new_price_fen), facts.used_months, facts.service_life_months, facts.coefficient,
        _yuan(facts.base_fen), _yuan(facts.appraised_fen), scrap, "\n".join(facts.steps), "",
    ]  # fmt: skip


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Fen(fen).to_yuan()
