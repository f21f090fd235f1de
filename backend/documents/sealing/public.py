"""What anybody may know of a document (公开查验): whether it is in force, and whether a file is really it.

Whoever asks is a stranger who holds a paper with our QR code. They learn what the paper itself says of its origin, and
nothing of the people on it. A file that is handed in is compared and forgotten.
"""

from dataclasses import dataclass
from hashlib import sha256

from backend import seals
from backend.documents.errors import DocumentNotFound, NotOnePdf, PdfTooLarge
from backend.documents.facts import DocumentFact
from backend.documents.models import Document, DocumentSet
from backend.documents.sealing.title import number_in
from backend.kit.objects import ObjectMissing
from backend.kit.pools import WorkerDied, WorkTimedOut
from backend.kit.tools import Kit
from backend.seals import PdfCheck

LARGEST_FILE = 10_000_000
TITLE_SECONDS = 5.0
# Versions of one paper, or papers of one number, that a file is compared with; more than any transfer has.
MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A document's place: ``state`` preparing, signing, sealing, in_force, superseded or void.

    ``now`` is the version in force that took its place, if there is one.
    """

    document: DocumentFact
    state: str
    now: DocumentFact | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file is. ``answer``: same, unsigned, earlier, later, other, altered or foreign.

    ``document`` is the one whose bytes these are (for altered: were, as far as can be told), ``seals`` what the seals
    in the file say.
    """

    answer: str
    document: DocumentFact | None
    seals: PdfCheck | None


async def standing(document: str) -> Standing:
    """The document of that public id, and whether it counts. Raises DocumentNotFound."""
    row, owner = await _found(document)
    fact = row.facts(owner)
    if owner.state != "void":
        state = {"finishing": "sealing", "finished": "in_force"}.get(owner.state, owner.state)
        return Standing(fact, state, None)
    newer = await DocumentSet.filter(transfer=owner.transfer, version__gt=owner.version).order_by("-version").first()
    if newer is None or newer.state == "void":
        return Standing(fact, "void", None)
    heir = await Document.filter(set_id=newer.id, kind=row.kind).first()
    return Standing(fact, "superseded" if heir else "void", heir.facts(newer) if heir else None)


async def compare(kit: Kit, document: str, file: bytes) -> Comparison:
    """Say what ``file`` is to the document. Slow, and outside of any transaction: nothing is kept.

    Raises DocumentNotFound, PdfTooLarge, NotOnePdf.
    """
    row, owner = await _found(document)
    if not file:
        raise NotOnePdf(field="file")
    if len(file) > LARGEST_FILE:
        raise PdfTooLarge(field="file")
    digest = (await kit.pools.in_thread(sha256, file)).hexdigest()
    family = await _family(row, owner)
    if (known := _by_hash(family, row, owner, digest)) is not None:
        return known
    judged = await seals.check_pdf(kit, file)
    if (other := await _of_other_papers(kit, file, digest)) is not None:
        return Comparison("other", other, judged)
    begun = await _begun_as(kit, family, file)
    if begun is not None or judged.verdict in ("intact", "altered"):
        return Comparison("altered", begun, judged)
    return Comparison("foreign", None, judged)


async def _family(row: Document, owner: DocumentSet) -> list[tuple[Document, DocumentSet]]:
    """The paper in every version of its transfer, the newest first."""
    sets = {one.id: one for one in await DocumentSet.filter(transfer=owner.transfer).limit(MOST_VERSIONS)}
    papers = await Document.filter(set_id__in=list(sets), kind=row.kind)
    return sorted(((one, sets[one.set_id]) for one in papers), key=lambda pair: -pair[1].version)


def _by_hash(
    family: list[tuple[Document, DocumentSet]], row: Document, owner: DocumentSet, digest: str
) -> Comparison | None:
    for one, papers in family:
        sealed, before = digest == one.signed_sha256, digest == one.shown_sha256
        if not (sealed or before):
            continue
        if one.id == row.id:
            waits = before and not one.signed_sha256
            return Comparison("same" if sealed or waits else "unsigned", one.facts(papers), None)
        return Comparison("earlier" if papers.version < owner.version else "later", one.facts(papers), None)
    return None


async def _of_other_papers(kit: Kit, file: bytes, digest: str) -> DocumentFact | None:
    """The document of another number whose very bytes these are: the file says its number, the hash proves it."""
    try:
        number = await kit.pools.in_process(number_in, file, time_limit=TITLE_SECONDS)
    except (WorkTimedOut, WorkerDied):
        return None
    if not number:
        return None
    for one in await Document.filter(number=number).order_by("-id").limit(MOST_VERSIONS):
        if digest in (one.signed_sha256, one.shown_sha256):
            return one.facts(await DocumentSet.get(id=one.set_id))
    return None


async def _begun_as(kit: Kit, family: list[tuple[Document, DocumentSet]], file: bytes) -> DocumentFact | None:
    """The version whose shown bytes the file begins with: something was put behind them that is not ours."""
    for one, papers in family:
        try:
            if one.shown_object and file.startswith(await kit.objects.get(one.shown_object)):
                return one.facts(papers)
        except ObjectMissing:  # disposed of when its time was over; its hashes stay
            continue
    return None


async def _found(document: str) -> tuple[Document, DocumentSet]:
    row = await Document.get_or_none(public_id=document)
    if row is None:
        raise DocumentNotFound
    return row, await DocumentSet.get(id=row.set_id)
