"""What must hold of sets that everybody signed, whatever was killed on the way (盖章不变式)."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from backend import seals
from backend.documents.models import Document, DocumentSet
from backend.documents.sealing.finish import sealed_key
from backend.kit.jobs import Relay
from backend.kit.models import AuditEntry, Job
from backend.kit.tools import Kit
from tests.support.sets import tools_of


async def restarts(kit: Kit) -> None:
    """A new process finds what the dead one held, and does all of it."""
    await Job.filter(state="waiting").update(leased_until=None)
    await Relay(tools_of(kit)).drain()


async def broken(kit: Kit, sets: Sequence[str], *, read: bool = True) -> list[str]:
    """What is wrong, one line each: unsealed, sealed twice, lost, or not what was signed."""
    wrong = []
    rows = await DocumentSet.filter(public_id__in=list(sets))
    wrong += [f"{row.public_id} is {row.state}" for row in rows if row.state != "finished"]
    documents = await Document.filter(set_id__in=[row.id for row in rows]).order_by("id")
    told = Counter(
        await AuditEntry.filter(action="document.sealed", subject__in=[one.public_id for one in documents]).values_list(
            "subject", flat=True
        )
    )
    for one in documents:
        if told[one.public_id] != 1:
            wrong.append(f"{one.public_id} was sealed {told[one.public_id]} times")
        elif read:
            wrong += await _of_its_bytes(kit, one)
    stored = [key async for key in kit.objects.keys("documents/sealed/")]
    known = {sealed_key(one) for one in documents}
    wrong += [f"{key} belongs to nothing" for key in stored if key not in known]
    return wrong


async def _of_its_bytes(kit: Kit, one: Document) -> list[str]:
    pdf, shown = await kit.objects.get(one.signed_object), await kit.objects.get(one.shown_object)
    if one.signed_object != sealed_key(one) or sha256(pdf).hexdigest() != one.signed_sha256:
        return [f"{one.public_id} is stored as something else"]
    if not pdf.startswith(shown):
        return [f"{one.public_id} is not what was shown"]
    found = await seals.check_pdf(kit, pdf)
    kinds = [signature.kind for signature in found.signatures]
    if found.verdict != "intact" or kinds != ["station", "platform"]:
        return [f"{one.public_id} bears {kinds}, {found.verdict}"]
    return []
