"""Signing a set on the phone: once for all documents that the side signs, after seeing every one of them."""

from dataclasses import dataclass
from itertools import pairwise

from backend.documents.confirm import binding_of, open_for, take_code
from backend.documents.errors import NotASigner, PagesNotSeen, SignatureTooShort, SignedByEverybody, SignedElsewhere
from backend.documents.events import AllSigned, Declined, SignatureWithdrawn, Signed
from backend.documents.facts import SignerState
from backend.documents.models import Document, DocumentSet, Signer
from backend.kit import clock
from backend.kit.database import Work
from backend.kit.events import publish

# A name in any script is longer than this; a slip of the finger is not. In widths of the pad.
SHORTEST_INK = 0.25


@dataclass(frozen=True, slots=True)
class Strokes:
    """Handwriting as data: points ``(x, y, t_ms, pressure)``, x and y from 0 to 1 over a pad of ``aspect``."""

    strokes: tuple[tuple[tuple[float, float, float, float], ...], ...]
    aspect: float

    @property
    def ink(self) -> float:
        """The length of all strokes together, in widths of the pad."""
        length = 0.0
        for stroke in self.strokes:
            for (x, y, *_), (to_x, to_y, *_) in pairwise(stroke):
                length += ((to_x - x) ** 2 + ((to_y - y) / self.aspect) ** 2) ** 0.5
        return length


async def sign(
    work: Work, *, set_id: str, owner: str, strokes: Strokes, seen: list[str], device: str, code: str
) -> SignerState:
    """Sign for ``owner`` every document of the set that their side signs, each read to its end.

    ``seen`` names documents read in this very sitting, beside those noted by :func:`read_to_end` before. ``code`` came
    by SMS for this very set (:func:`send_signing_code`). Signing twice gives the same answer. The signature is bound to
    the hashes of the very bytes that were shown (:func:`binding_of`).
    """
    row, signer = await open_for(set_id, owner)
    if signer.state == "signed":
        return signer.facts()
    documents = [one for one in await Document.filter(set_id=row.id).order_by("id") if signer.side in one.signed_by]
    mine = [document.public_id for document in documents]
    if left := set(mine) - set(seen) - set(signer.read or ()):
        raise PagesNotSeen(left=len(left))
    if strokes.ink < SHORTEST_INK:
        raise SignatureTooShort(field="signature")
    confirmed = await take_code(work, row, signer, code)
    signer.state, signer.at, signer.device = "signed", clock.now(), device[:200]
    signer.strokes = {"strokes": strokes.strokes, "aspect": strokes.aspect}
    signer.covered = [document.shown_sha256 for document in documents]
    signer.confirmed = {**confirmed, "read": mine}
    signer.confirmed["binding"] = binding = binding_of(row, signer)
    await signer.save()
    await work.record(
        "documents.signed",
        row.transfer,
        set=set_id,
        side=signer.side,
        covered=signer.covered,
        fingerprint=confirmed["fingerprint"],
        binding=binding,
    )
    work.announce(f"transfer:{row.transfer}", set=set_id, signed=signer.side)
    if not await go_on(work, row):
        await publish(work, Signed(set_id, row.transfer, signer.side))
    return signer.facts()


async def go_on(work: Work, row: DocumentSet) -> bool:
    """After a signature: when it was the last one, have the signed papers made. Whether it was."""
    if await Signer.filter(set_id=row.id).exclude(state="signed").exists():
        return False
    row.state = "finishing"
    await row.save(update_fields=["state"])
    await work.queue("documents.finish_set", row.public_id, set=row.public_id)
    await publish(work, AllSigned(row.public_id, row.transfer))
    return True


async def read_to_end(work: Work, *, document: str, owner: str) -> SignerState:
    """Remember that ``owner`` read this document to its end, so that another phone need not ask for it again.

    Noted once; the audit chain says when. A new version of the papers is read anew.
    """
    found = await Document.get_or_none(public_id=document)
    papers = await DocumentSet.get_or_none(id=found.set_id) if found else None
    if papers is None:
        raise NotASigner
    row, signer = await open_for(papers.public_id, owner)
    if document not in (signer.read or []):
        signer.read = [*(signer.read or []), document]
        await signer.save(update_fields=["read"])
        await work.record("documents.read", row.transfer, set=row.public_id, document=document, side=signer.side)
    return signer.facts()


async def decline(work: Work, *, set_id: str, owner: str, reason: str) -> None:
    """Say no, with a reason that the station reads; nobody can sign this version any more.

    Raises SignedByEverybody once the last one has signed.
    """
    row, signer = await open_for(set_id, owner)
    if row.state != "signing":
        raise SignedByEverybody
    signer.state, signer.at, signer.reason = "declined", clock.now(), reason[:200]
    await signer.save()
    await work.record("documents.declined", row.transfer, set=set_id, side=signer.side)
    work.announce(f"transfer:{row.transfer}", set=set_id, declined=signer.side)
    await publish(work, Declined(set_id, row.transfer, signer.side, signer.reason))


async def withdraw_signature(work: Work, *, set_id: str, owner: str) -> SignerState:
    """Take one's own signature back while somebody else has still to sign; whoever has not signed has nothing to do.

    The strokes go, the audit chain keeps that they were there. Raises SignedByEverybody once the last one has signed,
    SignedElsewhere for a signature on paper or at the station's desk.
    """
    row, signer = await open_for(set_id, owner)
    if row.state != "signing":
        raise SignedByEverybody
    if signer.state != "signed":
        return signer.facts()
    if signer.way != "phone":
        raise SignedElsewhere
    binding = (signer.confirmed or {}).get("binding", "")
    signer.state, signer.at, signer.device = "waiting", None, ""
    signer.strokes, signer.covered, signer.confirmed = None, [], None
    await signer.save()
    await work.record("documents.signature_withdrawn", row.transfer, set=set_id, side=signer.side, binding=binding)
    work.announce(f"transfer:{row.transfer}", set=set_id, withdrawn=signer.side)
    await publish(work, SignatureWithdrawn(set_id, row.transfer, signer.side))
    return signer.facts()
