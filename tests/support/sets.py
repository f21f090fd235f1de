"""Sets of documents that everybody signed, for tests of what comes after the last signature."""

import io
import json
from collections.abc import Sequence
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from backend.documents import DocumentKind, DocumentRequest, SignerFact, prepare
from backend.documents.events import AllSigned
from backend.documents.models import Document, DocumentSet, Signer
from backend.documents.render.sample import (
    POWERS_OF_ATTORNEY,
    application,
    certificate,
    commitment,
    confirmation,
    contract,
    power_of_attorney,
)
from backend.kit import clock, ids
from backend.kit.actor import SYSTEM
from backend.kit.database import Work, unit_of_work
from backend.kit.events import publish
from backend.kit.jobs import Relay
from backend.kit.tools import Kit

STATION = "station1"
INK = {"strokes": [[[0.1 + 0.03 * step, 0.4 + 0.04 * (step % 5), 16.0 * step, 0.5] for step in range(20)]], "aspect": 2}
# Who signs where on each of the eight; the clerk at the desk, principals behind both agents.
ALL_EIGHT: tuple[tuple[DocumentKind, dict[str, str]], ...] = (
    (DocumentKind.TRANSFER_CONFIRMATION, {"seller": "seller", "buyer": "buyer", "clerk": "clerk"}),
    (DocumentKind.SALES_CONTRACT, {"seller": "seller", "buyer": "buyer", "clerk": "clerk"}),
    (DocumentKind.APPRAISAL_CERTIFICATE, {}),
    (DocumentKind.REGISTRATION_APPLICATION, {"buyer": "buyer"}),
    (DocumentKind.REGISTRATION_POWER_OF_ATTORNEY, {"principal": "buyer_p", "agent": "buyer"}),
    (DocumentKind.SELLER_POWER_OF_ATTORNEY, {"principal": "seller_p", "agent": "seller"}),
    (DocumentKind.BUYER_POWER_OF_ATTORNEY, {"principal": "buyer_p", "agent": "buyer"}),
    (DocumentKind.COMMITMENT_LETTER, {"agent": "buyer", "clerk": "clerk"}),
)
SIGNERS = (
    SignerFact("clerk", "", "李经办", way="desk", strokes=INK),
    SignerFact("seller", "owner-seller", "林卖"),
    SignerFact("buyer", "owner-buyer", "陈买"),
    SignerFact("seller_p", "", "黄委托"),
    SignerFact("buyer_p", "", "吴委托", way="paper"),
)


def tools_of(kit: Kit, timestamps: Any = None) -> Any:
    """What jobs of documents use."""
    return SimpleNamespace(kit=kit, timestamps=timestamps, settings=kit.settings)


def all_eight() -> list[DocumentRequest]:
    """The eight documents, as the samples have them."""
    data = {
        DocumentKind.TRANSFER_CONFIRMATION: confirmation(),
        DocumentKind.SALES_CONTRACT: contract(),
        DocumentKind.APPRAISAL_CERTIFICATE: certificate(),
        DocumentKind.REGISTRATION_APPLICATION: application(),
        DocumentKind.COMMITMENT_LETTER: commitment(),
    } | {kind: power_of_attorney(kind) for kind in POWERS_OF_ATTORNEY}
    return [DocumentRequest(kind, data[kind].number, data[kind], signed_as=roles) for kind, roles in ALL_EIGHT]


async def shown(kit: Kit, documents: Sequence[DocumentRequest] | None = None, transfer: str = "transfer1") -> str:
    """A set whose papers are drawn and wait for signatures: by default all eight."""
    async with unit_of_work(SYSTEM) as work:
        made = await prepare(
            work,
            transfer=transfer,
            station=STATION,
            city="default",
            documents=list(documents or all_eight()),
            signers=list(SIGNERS),
        )
    await Relay(tools_of(kit)).drain()
    return made


async def everybody_signs(set_id: str) -> None:
    """As the last signature leaves a set, without the ceremony before it."""
    row = await DocumentSet.get(public_id=set_id)
    async with unit_of_work(SYSTEM) as work:
        for signer in await Signer.filter(set_id=row.id, state="waiting"):
            signer.state, signer.at = "signed", clock.now()
            signer.strokes = None if signer.way == "paper" else INK
            await signer.save()
        await hand_over(work, row)


async def hand_over(work: Work, row: DocumentSet) -> None:
    """Everybody signed: the set waits for its seals."""
    await DocumentSet.filter(id=row.id).update(state="finishing")
    await work.queue("documents.finish_set", row.public_id, set=row.public_id)
    await publish(work, AllSigned(row.public_id, row.transfer))


def one_line(text: str) -> bytes:
    """A PDF of one small page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(300, 200), invariant=1, pageCompression=1)
    canvas.drawString(20, 170, text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


async def tiny_sets(kit: Kit, count: int, papers: int = 2) -> list[str]:
    """Sets of one-line papers that everybody signed, in great numbers and without drawing."""
    made = []
    for _ in range(count):
        async with unit_of_work(SYSTEM) as work:
            row = await tiny_set(kit, papers)
            await Signer.create(
                set_id=row.id, side="seller", owner="o", name="Lin", state="signed", at=clock.now(), strokes=INK
            )
            await work.queue("documents.finish_set", row.public_id, set=row.public_id)
        made.append(row.public_id)
    return made


async def tiny_set(kit: Kit, papers: int = 2, state: str = "finishing", **vehicle: str) -> DocumentSet:
    """A set of one-line papers without signers, made without drawing; ``vehicle`` is what they say of the car."""
    row = await DocumentSet.create(
        public_id=ids.public_id(),
        transfer=ids.public_id(),
        station=STATION,
        city="default",
        version=1,
        state=state,
        made_at=clock.now(),
    )
    for paper in range(papers):
        await _tiny(kit, row, f"set {row.id} paper {paper}", vehicle)
    return row


async def _tiny(kit: Kit, row: DocumentSet, text: str, vehicle: dict[str, str]) -> None:
    pdf = one_line(text)
    digest = sha256(pdf).hexdigest()
    await kit.objects.put(f"documents/{digest}", pdf)
    await Document.create(
        public_id=ids.public_id(),
        set_id=row.id,
        kind=DocumentKind.SALES_CONTRACT.value,
        number=text,
        data=json.dumps({"market_name": "Market", "vehicle": vehicle}),
        signed_as={"seller": "seller"},
        pages=1,
        shown_object=f"documents/{digest}",
        shown_sha256=digest,
        seal={"places": [["seller", 1, 20, 60, 120, 60], ["market_seal", 1, 180, 60, 100, 100]]},
    )
