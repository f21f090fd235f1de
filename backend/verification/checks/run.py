"""Having a check answered (执行核查): outside any transaction, by whoever its kind asks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from backend.collection import CollectionUnknown
from backend.gateways.purse import BudgetSpent
from backend.kit import clock
from backend.kit.errors import Refusal, VendorTrouble
from backend.verification.checks.answering.authority import owner_of_phone, person
from backend.verification.checks.answering.faces import match
from backend.verification.checks.answering.pictures import recaptured, seen_before
from backend.verification.checks.kinds import Kind
from backend.verification.checks.outcome import Outcome, trouble
from backend.verification.checks.settle import settle
from backend.verification.liveness.check import alive
from backend.verification.models import Check

log = logging.getLogger("chewutong.verification")

Way = Callable[[Check, Any], Awaitable[Outcome]]
WAYS: dict[Kind, Way] = {
    Kind.FACE_MATCH: match,
    Kind.LIVENESS: alive,
    Kind.RECAPTURE: recaptured,
    Kind.SEEN_BEFORE: seen_before,
    Kind.AUTHORITY: person,
    Kind.PHONE_OWNER: owner_of_phone,
}
# What the clerk does where the day's budget is spent.
INSTEAD = {
    Kind.FACE_MATCH: "请经办人对照证件照片和本人照片人工比对，或明天点“再核验一次”",
    Kind.LIVENESS: "请经办人查看各张画面并当面判断",
    Kind.AUTHORITY: "请经办人用证件原件当面核对，或明天点“再核验一次”",
    Kind.PHONE_OWNER: "请经办人当面核实号码归属，或明天点“再核验一次”",
}
# 2 + 4 + 8 seconds: whoever stands at the desk waits that long and no longer.
MOST_ATTEMPTS = 4
LONGEST_SECONDS = 60.0


async def answer(check: str, attempt: int, tools: Any) -> None:
    """Answer one check that is still due. Raises what may pass while attempts are left; then a person is asked."""
    row = await Check.get_or_none(public_id=check, state="pending")
    if row is None:
        return
    begun = clock.monotonic()
    await Check.filter(id=row.id).update(attempts=attempt + 1)
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            outcome = await WAYS[Kind(row.kind)](row, tools)
    except CollectionUnknown:
        outcome = trouble("gone", "资料已撤回，无需核查。")
    except BudgetSpent:
        outcome = trouble("budget_spent", f"今天的付费核验额度已用完，{INSTEAD[Kind(row.kind)]}。")
    except (VendorTrouble, TimeoutError) as error:
        if attempt + 1 < MOST_ATTEMPTS and getattr(error, "retry", True):
            raise
        log.warning("check given up check=%s kind=%s trouble=%s", row.public_id, row.kind, error)
        outcome = trouble("provider_down", "核验服务暂时没有应答，请稍后点“再核验一次”，或请经办人人工核对。")
    except Refusal as refusal:
        outcome = trouble("picture_unfit", f"照片无法核验：{refusal.sentence}")
    except Exception:
        if attempt + 1 < MOST_ATTEMPTS:
            raise
        log.exception("check broke check=%s kind=%s", row.public_id, row.kind)
        outcome = trouble("broke", "核验程序出错，已记录。请经办人人工核对，或稍后点“再核验一次”。")
    log.info("check answered check=%s kind=%s seconds=%.2f", row.public_id, row.kind, clock.monotonic() - begun)
    await settle(row.public_id, outcome)
