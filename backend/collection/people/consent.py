"""Consent (同意): what was shown, what was decided, when and where; PIPL art. 14–17 and 29, 人脸识别办法 2025.

The text's version and hash are kept with each decision, so that it can be told later what exactly was agreed to. Who
else gets something must be named in the text (art. 17, 23, 30): where a setting makes data leave for an outside service
there is a text that names it, and what was agreed to by another text does not leave.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from backend.collection.begin import owned, tell_page
from backend.collection.errors import ConsentTextChanged
from backend.collection.events import FaceWithdrawn
from backend.collection.models import Collection, Consent, Evidence
from backend.collection.photos.dispose import dispose_of
from backend.kit import clock
from backend.kit.database import Work
from backend.kit.events import publish
from backend.kit.tools import installed

TEXTS = Path(__file__).resolve().parent.parent / "texts"
# The version in force of each kind. A new text is a new file and a new line here; old files stay for old hashes.
IN_FORCE = {"privacy": "2026-11-21", "face": "2026-11-21"}

Kind = Literal["privacy", "face"]
Decision = Literal["given", "refused"]
# Aliyun each time: it compares faces and tells whether one is alive; asks 公安认证 about name, number, phone; reads
# the pictures of papers.
Receiver = Literal["faces", "authority", "cards"]

# A version begins with the day of its words.
DATE: Final = len("2026-11-21")
# Whom a text names beside those whom every text names, by the ending of its version.
NAMED: Final[dict[str, frozenset[Receiver]]] = {
    "": frozenset(),
    "aliyun": frozenset({"faces"}),
    "authority": frozenset({"authority"}),
    "cards": frozenset({"cards"}),
    "both": frozenset({"authority", "cards"}),
}


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text to agree to (Markdown), its version and the SHA-256 of its bytes."""

    kind: str
    version: str
    text: str
    sha256: str


def consent_text(kind: Kind) -> ConsentText:
    """The text in force of ``kind``: the one that names exactly whom the settings send something to."""
    ending = next(name for name, named in NAMED.items() if named == receivers(kind))
    return text_of(kind, "-".join(filter(None, (IN_FORCE[kind], ending))))


def receivers(kind: str) -> frozenset[Receiver]:
    """Whom the platform sends something to as it is set now, of what the texts of ``kind`` are about."""
    settings = installed().settings
    faces: frozenset[Receiver] = frozenset(
        {"faces"} if "aliyun" in (settings.face_provider, settings.liveness_provider) else ()
    )
    authority: frozenset[Receiver] = frozenset({"authority"} if settings.authority_provider != "off" else ())
    cards: frozenset[Receiver] = frozenset({"cards"} if settings.card_reader != "rapid" else ())
    return faces if kind == "face" else authority | cards


def names(version: str) -> frozenset[Receiver]:
    """Whom the text of ``version`` names."""
    return NAMED[version[DATE:].removeprefix("-")]


async def agreed_to(collection: str, kind: Kind, receiver: Receiver) -> bool:
    """Whether the owner agreed, by a text that names it, that something goes to ``receiver``."""
    latest = (await Consent.in_force(collection)).get(kind)
    return latest is not None and latest.decision == "given" and receiver in names(latest.version)


@cache
def text_of(kind: str, version: str) -> ConsentText:
    """A text as it was decided about, whether or not it is still in force."""
    raw = (TEXTS / f"{kind}-{version}.md").read_bytes()
    return ConsentText(kind, version, raw.decode(), hashlib.sha256(raw).hexdigest())


async def decide(
    work: Work, collection: str, kind: Kind, decision: Decision, version: str, channel: str = "h5"
) -> None:
    """Record what the owner decided about the text of ``version``, which must be the one in force.

    Refusing the face text is an answer too: the desk then looks at the person. Deciding the same again is no news.
    """
    text = consent_text(kind)
    if version != text.version:
        raise ConsentTextChanged
    row = await owned(work, collection)
    current = (await Consent.in_force(collection)).get(kind)
    if current and (current.decision, current.version) == (decision, version):
        return
    await append(work, row, text, decision, channel)
    if kind == "face" and decision == "refused":
        await forget_face(work, row)


async def decisions(collection: str) -> dict[str, str]:
    """kind -> decision, of decisions about texts that are still in force.

    Who agreed to more receivers than there are now, or to none at all, need not decide again.
    """
    latest = await Consent.in_force(collection)
    return {
        kind: row.decision
        for kind, row in latest.items()
        if row.version[:DATE] == IN_FORCE.get(kind)
        and (row.decision != "given" or receivers(kind) <= names(row.version))
    }


async def append(work: Work, row: Collection, text: ConsentText, decision: str, channel: str) -> None:
    """Write a decision down; it counts from now on."""
    await Consent.create(
        collection=row.public_id,
        kind=text.kind,
        decision=decision,
        version=text.version,
        sha256=text.sha256,
        channel=channel[:8],
        at=clock.now(),
    )
    await row.keep()
    facts = {"kind": text.kind, "decision": decision, "version": text.version, "text_sha256": text.sha256}
    await work.record("collection.consent", row.public_id, **facts)
    tell_page(work, row)


async def forget_face(work: Work, row: Collection) -> None:
    """Delete the face pictures: the desk looks at the person instead."""
    pictures = await Evidence.filter(collection=row.public_id, kind="selfie", disposed_at=None)
    await dispose_of(work, pictures)
    await publish(work, FaceWithdrawn(row.public_id, row.transfer))
