"""Everything that is held about one person (个人信息副本), told by the slices that hold it; PIPL art. 45."""

import json
from collections.abc import Mapping
from typing import Any, Final

from backend import archive, collection, documents, invoices, payments, transfers, verification
from backend.kit import audit
from backend.kit.access.once import answers_of
from backend.kit.access.sessions import sessions_of
from backend.kit.database import Work
from backend.kit.personal import Holding
from backend.rights.find import Person

KIT: Final = ("kit_audit_entry", "kit_session", "kit_command")
# Every table that something is told from; tests/rights hold that no table with personal data is missing.
TABLES: Final = frozenset(
    {
        *collection.PERSONAL_TABLES,
        *verification.PERSONAL_TABLES,
        *transfers.PERSONAL_TABLES,
        *documents.PERSONAL_TABLES,
        *archive.PERSONAL_TABLES,
        *invoices.PERSONAL_TABLES,
        *payments.PERSONAL_TABLES,
        *KIT,
    }
)


async def gather(work: Work, person: Person) -> Holding:
    """What every slice holds about the person. Nothing is changed; files are read when they are written."""
    told = Holding()
    for account in person.accounts:
        told.add(await collection.held_of_account(account), await _machine(account))
        told.add(await invoices.held_of_invoices(account))
    for side in person.sides:
        pictures = await collection.pictures_of(side)
        told.add(
            await collection.held_of_side(side),
            await verification.held_of_checks(side, pictures),
            await transfers.held_of_transfers(work, side),
        )
    for transfer in await transfers_of(work, person):
        told.add(await payments.held_of_fee(transfer))
    for phone in person.values.phones:
        index = work.kit.blind.of("mobile", phone)
        told.add(await collection.held_of_phone(index, person.collections))
    told.add(await verification.held_of_values(person.values))
    return told


async def told_before(work: Work, person: Person, words: Mapping[str, str]) -> Holding:
    """The audit lines about the person's sides, accounts and transfers; ``words`` say what an action is called."""
    subjects = {*person.collections, *person.accounts, person.reference}
    for name in person.collections:
        subjects |= {one.id for one in await transfers.standings_of(work, name)}
    told = Holding()
    for line in await audit.about(subjects):
        facts: Any = json.loads(line["facts"])
        told.tell(
            "kit_audit_entry",
            "审计记录",
            序号=line["seq"],
            时间=audit.moment(line["at"]),
            事项=words.get(line["action"], line["action"]),
            对象=line["subject"],
            操作者=line["actor"],
            事实=facts,
        )
    return told


async def transfers_of(work: Work, person: Person) -> tuple[str, ...]:
    """Ids of every transfer that the person has a side of, each once."""
    standings = [one for side in person.sides for one in await transfers.standings_of(work, side.collection)]
    return tuple(dict.fromkeys(one.id for one in standings))


async def _machine(account: str) -> Holding:
    told = Holding()
    for begun, until, ended in await sessions_of("owner", account):
        told.tell("kit_session", "登录记录", 登录=begun, 有效到=until, 退出=ended)
    if count := await answers_of(f"owner:{account}"):
        told.tell("kit_command", "七天内的重复请求应答（加密，到期自动清除）", 条数=count)
    return told
