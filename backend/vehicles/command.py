"""What ``cwt catalogue import`` does (导入命令): progress goes to stderr, the answer as JSON to stdout."""

import json
import sys
from contextlib import aclosing
from pathlib import Path

from backend.kit import clock
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from backend.kit.errors import Refusal
from backend.kit.tools import Kit
from backend.vehicles.facts import ImportFacts
from backend.vehicles.importing.run import begin_import, go_on, keep_file
from backend.vehicles.lookup.shelf import shelf
from backend.vehicles.show import rejected_report, rejected_rows

# Rejected rows that the terminal shows; the report has all of them.
SHOWN = 10


async def import_file(kit: Kit, file: Path, report: Path | None) -> int:
    """Import ``file``; an import of the same bytes that was cut off is gone on with. Exit status 1 when refused."""
    try:
        return await _import(kit, file, report)
    except Refusal as no:
        print(no, file=sys.stderr)
    except OSError as no:
        where = no.filename or file
        print(f"无法读写 {where}（{no.strerror}）。请检查路径、权限和磁盘空间，再运行一次即可继续。", file=sys.stderr)
    return 1


async def _import(kit: Kit, file: Path, report: Path | None) -> int:
    kept = await keep_file(file.name, file)
    async with unit_of_work(SYSTEM) as work:
        run = await begin_import(work, kept)
    print(f"正在核对 {file.name} …", file=sys.stderr)
    began = clock.monotonic()
    async with aclosing(go_on(run, kit.pools)) as steps:
        async for facts in steps:
            _tell(facts, clock.monotonic() - began)
    if facts.state == "refused":
        print(facts.why, file=sys.stderr)
        return 1
    # Whoever looks a model up next should not wait for the index.
    await shelf()
    summary = {name: getattr(facts, name) for name in ("rows", "added", "updated", "unchanged", "rejected")}
    if facts.rejected:
        report = report or kit.settings.folder / "imports" / f"{run}-rejected.csv"
        await _write_report(run, report)
        summary |= {"rejected_report": str(report)}
    print(json.dumps({"import": run, **summary}, ensure_ascii=False, indent=2))
    return 0


def _tell(facts: ImportFacts, seconds: float) -> None:
    if facts.rows:
        share = 100 * facts.settled // facts.rows
        print(
            f"\r{facts.settled}/{facts.rows} 行（{share}%），新增 {facts.added}，更新 {facts.updated}，"
            f"未变 {facts.unchanged}，未导入 {facts.rejected}，{seconds:.0f} 秒",
            end="\n" if facts.over else "",
            file=sys.stderr,
            flush=True,
        )


async def _write_report(run: str, report: Path) -> None:
    for row in (await rejected_rows(run)).rows[:SHOWN]:
        print(f"第 {row.line} 行 {row.title}：{row.sentence}（{row.code}）", file=sys.stderr)
    with report.open("w", encoding="utf-8", newline="") as file:
        async for lines in rejected_report(run):
            file.write(lines)
