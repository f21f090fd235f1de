"""Alarms on every page of the console (告警): what a station waits for longer than it should."""

from dataclasses import dataclass
from datetime import timedelta

from backend import backups, collection, documents, payments, reconciliation, seals
from backend.console.asking import MANAGING
from backend.kit.actor import Role
from backend.kit.tools import Kit
from backend.settings import Settings

# Holders of stopped seals that the alarm names; the page of seals lists all.
NAMED = 3


@dataclass(frozen=True, slots=True)
class SealAlarm:
    """Sets that everybody signed and that have waited for their seals too long; ``transfer`` is the oldest's."""

    count: int
    minutes: int
    reason: str
    transfer: str


@dataclass(frozen=True, slots=True)
class StoppedSeal:
    """Nothing is sealed for the reader until somebody issues a certificate; ``leads``: may open the page of seals."""

    sentence: str
    leads: bool


async def face_alarm(kit: Kit, roles: frozenset[Role]) -> str:
    """What an administrator must know about the number of stored faces, in a sentence; empty for others."""
    return (await collection.stored_faces_lately(kit)).warning if Role.ADMINISTRATOR in roles else ""


async def backup_alarm(settings: Settings, roles: frozenset[Role]) -> str:
    """What an administrator must know about the platform's backups, in a sentence; empty for others."""
    return await backups.alarm(settings) if Role.ADMINISTRATOR in roles else ""


async def seal_alarm(settings: Settings, station: str) -> SealAlarm | None:
    """The alarm of one station, or of all together when ``station`` is empty."""
    patience = timedelta(minutes=settings.seal_patience_minutes)
    late = await documents.unsealed(station=station, patience=patience)
    if not late:
        return None
    reason = next((one.reason for one in late if one.reason), "")
    return SealAlarm(len(late), settings.seal_patience_minutes, reason, late[0].transfer)


async def stopped_seal(station: str, roles: frozenset[Role]) -> StoppedSeal | None:
    """The alarm of revoked certificates without a successor: the station's (everybody's for ``""``), the platform's."""
    gone = await seals.paused(station)
    if not gone:
        return None
    names = "、".join(one.name for one in gone[:NAMED]) + (f"等 {len(gone)} 家" if len(gone) > NAMED else "")
    who = "请" if Role.ADMINISTRATOR in roles else "请联系系统管理员"
    return StoppedSeal(
        f"{names}的印章证书已吊销，盖章已暂停。审核和签署可以继续，文书要等签发新证书后才能盖章。"
        f"{who}在“印章与证书”签发新证书，待盖章的文书随后自动盖章。",
        bool(roles & set(MANAGING)),
    )


async def till_alarm(station: str) -> str:
    """What of the till somebody must look at, of one station or (``""``) of all; empty when all is well."""
    return "".join(one.sentence for one in await payments.till_alarms(station))


async def bill_alarm(roles: frozenset[Role]) -> str:
    """What an administrator must know about the channels' bills, in a sentence; empty for others."""
    return await reconciliation.alarm() if Role.ADMINISTRATOR in roles else ""
