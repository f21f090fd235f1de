"""Showing documents: their facts, their pages as pictures, their bytes."""

from backend.documents.errors import DocumentNotFound, DocumentsNotReady
from backend.documents.facts import DocumentFact, SetFacts
from backend.documents.forget import NOTHING
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.render import pages
from backend.kit.tools import Kit

# Wide enough to read 9-point type on a phone at 3 × density; wider costs time and data without showing more.
WIDEST_PAGE = 1400
NARROWEST_PAGE = 200


async def set_facts(set_id: str) -> SetFacts:
    """The set of that public id."""
    row = await DocumentSet.get_or_none(public_id=set_id)
    if row is None:
        raise DocumentNotFound
    return await row.facts()


async def set_of_transfer(transfer: str) -> SetFacts | None:
    """The newest version of a transfer's documents, void or not."""
    row = await DocumentSet.filter(transfer=transfer).order_by("-version").first()
    return await row.facts() if row else None


async def sets_of_owner(owner: str) -> list[SetFacts]:
    """Every set in force that ``owner`` signs or signed, newest first."""
    wanted = await Signer.filter(owner=owner).values_list("set_id", flat=True)
    rows = await DocumentSet.filter(id__in=list(wanted)).exclude(state="void").order_by("-id")
    return [await row.facts() for row in rows]


async def document_fact(document: str) -> DocumentFact:
    """The document of that public id."""
    row, owner = await _found(document)
    return row.facts(owner)


async def pdf_of(kit: Kit, document: str) -> tuple[DocumentFact, bytes]:
    """The document and its bytes: the signed ones once they exist, until then the ones to be signed."""
    row, owner = await _found(document)
    key = row.signed_object or row.shown_object
    if row.data == NOTHING:
        raise DocumentNotFound
    if not key:
        raise DocumentsNotReady
    return row.facts(owner), await kit.objects.get(key)


async def page_image(kit: Kit, document: str, page: int, width: int) -> tuple[bytes, str]:
    """Page ``page`` (from 1) as a picture ``width`` pixels wide (200 to 1400), and its content type.

    Slow: call it outside a unit of work. Raises DocumentNotFound for a page that is not there, DocumentsNotReady.
    """
    fact, data = await pdf_of(kit, document)
    if not 1 <= page <= fact.pages:
        raise DocumentNotFound
    return await kit.pools.in_thread(pages.page_image, data, page, min(max(width, NARROWEST_PAGE), WIDEST_PAGE))


async def _found(document: str) -> tuple[Document, DocumentSet]:
    row = await Document.get_or_none(public_id=document)
    if row is None:
        raise DocumentNotFound
    return row, await DocumentSet.get(id=row.set_id)
