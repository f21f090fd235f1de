"""Who still has to sign (签署情况): every signer's state, QRs that lead to the papers, reminders, paper originals."""

from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from backend import transfers
from backend.console.asking import DESK
from backend.console.transfers.forms import PaperForm, SideForm
from backend.documents import SetFacts, SignerState
from backend.kit.access import allow
from backend.kit.database import Work
from backend.kit.web import answer, parse
from backend.kit.web.qr import qr_svg
from backend.kit.web.requests import link
from backend.transfers import TransferView

bp = Blueprint("console-transfer-signing", url_prefix="/console/api/transfers")

TITLES = {"seller": "卖方", "buyer": "买方", "seller_p": "卖方委托人", "buyer_p": "买方委托人", "clerk": "经办人"}
BOTH = "卖方和买方"
SIGNED = {"phone": "已签署", "paper": "纸质已核对", "desk": "已在本站签署"}


@dataclass(frozen=True, slots=True)
class SignerLine:
    """One signer as the panel shows it: ``tone`` of its badge, ``url`` and ``svg`` of a principal's own link."""

    signer: SignerState
    title: str
    words: str
    tone: str
    papers: int
    can_remind: bool
    can_paper: bool
    url: str = ""
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Entrusted:
    """A principal at the approval: whose, and what paper original counts unless the clerk says otherwise."""

    side: str
    title: str
    name: str
    paper: str


async def panel(request: Request, work: Work, view: TransferView) -> dict[str, Any]:
    """Every signer's line, and while the papers wait the QR that leads an owner's phone to them."""
    papers = view.documents
    if papers is None:
        return {"lines": [], "url": ""}
    lines = [await _line(request, work, view, papers, one) for one in papers.signers]
    facts: dict[str, Any] = {"lines": lines, "url": ""}
    if papers.state == "signing":
        url = link(request, f"/h5/sign/{papers.id}")
        facts |= {"url": url, "svg": qr_svg(url)}
    return facts


def entrusted(view: TransferView) -> list[Entrusted]:
    """The principals of a transfer under review."""
    found = []
    for side in (view.seller, view.buyer):
        if side.party is not None and transfers.acts_for_another(side.party):
            company = side.party.party_kind == "company"
            paper = transfers.SEALED_ON_PAPER if company else ""
            found.append(Entrusted(f"{side.side}_p", TITLES[f"{side.side}_p"], side.name, paper))
    return found


@bp.post("/<transfer:str>/paper-signature")
@allow(*DESK)
async def on_paper(request: Request, transfer: str) -> HTTPResponse:
    """The principal signed, or the company sealed, on paper; the original was seen."""
    form = parse(request, PaperForm)
    await transfers.sign_on_paper(request.ctx.work, transfer, form.side, form.reason)
    return answer({"done": True})


@bp.post("/<transfer:str>/remind")
@allow(*DESK)
async def remind(request: Request, transfer: str) -> HTTPResponse:
    """Ask a signer again, on the phone of their side."""
    await transfers.remind(request.ctx.work, transfer, parse(request, SideForm).side)
    return answer({"done": True})


async def _line(request: Request, work: Work, view: TransferView, papers: SetFacts, one: SignerState) -> SignerLine:
    waits = papers.state == "signing" and one.state == "waiting"
    principal = one.side.endswith("_p")
    words, tone = _words(one)
    url = ""
    if waits and principal and one.way == "phone":
        url = link(request, f"/h5/principal/{await transfers.principal_link(work, view.id, one.side)}")
    return SignerLine(
        signer=one,
        title=BOTH if alone(papers, one) else TITLES[one.side],
        words=words,
        tone=tone,
        papers=sum(one.side in paper.signed_by for paper in papers.documents),
        can_remind=waits and one.side != "clerk",
        can_paper=waits and principal,
        url=url,
        svg=qr_svg(url) if url else "",
    )


def alone(papers: SetFacts, one: SignerState) -> bool:
    """Whether one phone acts for both sides."""
    return one.side == "seller" and all(other.side != "buyer" for other in papers.signers)


def _words(one: SignerState) -> tuple[str, str]:
    if one.state == "signed":
        return SIGNED[one.way], "ok"
    if one.state == "declined":
        return "拒绝签署", "stop"
    if one.way == "paper":
        return "待核对纸质原件", "ask"
    if one.side.endswith("_p") and not one.owner:
        return "待打开链接", "ask"
    return "待签署", "note"
