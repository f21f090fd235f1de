"""The review (审核): sending items back, approving with reasons, refusing."""

from collections.abc import Mapping, Sequence

from backend import collection, documents
from backend.collection import PartyFacts
from backend.kit import clock
from backend.kit.database import Work
from backend.transfers.desk.finish import end
from backend.transfers.desk.hold import hold, must_be, reason_of, write
from backend.transfers.desk.judge import judged
from backend.transfers.desk.paperwork import papers
from backend.transfers.desk.paperwork.agency import needed_kinds, seen, seen_by
from backend.transfers.desk.paperwork.papers import Hand
from backend.transfers.desk.sides import both_parties, parties_of, vehicle_in_force
from backend.transfers.errors import ApprovalStopped, ReasonsMissing, SidesIncomplete, TextTooLong
from backend.transfers.history import SIDES
from backend.transfers.models import Overrule, Transfer
from backend.transfers.states import State
from backend.transfers.view.terms import refresh_terms
from backend.verification import Finding, Severity

RETURNABLE = frozenset({State.COLLECTING, State.REVIEWING, State.SIGNING})
LONGEST_OVERRULE = 500
DEVIATION = "price_outside_band"


async def send_back(
    work: Work, transfer: str, expected_version: int, side: str, items: Sequence[tuple[str, str]]
) -> int:
    """Return single ``items`` (task, reason) to the seller or buyer; papers waiting for signatures are void.

    The new version. Raises TransferChanged, StepOutOfOrder, SidesIncomplete, and what ``collection.send_back`` refuses.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, RETURNABLE)
    name = getattr(row, side) if side in SIDES else ""
    if not name:
        raise SidesIncomplete(side=SIDES.get(side, ""))
    await collection.send_back(work, name, items)
    if row.step is State.SIGNING:
        await documents.void(work, row.public_id, "退回补充资料")
        row.document_set = ""
    setattr(row, f"{side}_ready", False)
    party = await collection.party_facts(name)
    listed = "；".join(f"{party.name_of(task)}（{reason}）" for task, reason in items)
    to = None if row.step is State.COLLECTING else State.COLLECTING
    await write(work, row, "sent_back", to, changed=[task for task, _ in items], side=side, items=listed)
    return row.version


async def approve(
    work: Work,
    transfer: str,
    expected_version: int,
    overrules: Mapping[str, str],
    on_paper: Mapping[str, str] | None = None,
    hand: Hand | None = None,
    by_pen: str | None = None,
) -> int:
    """Approve: number the papers and have them made, and wait for everybody's signature. The new version.

    ``overrules`` gives a written reason for every finding that asks (finding key -> reason). ``on_paper`` says of which
    principals (seller_p, buyer_p) the clerk saw the power of attorney on paper, and what; None is a company's, sealed.
    ``hand`` is how the clerk signs (documents.desk_hand), else as saved at 我的. ``by_pen`` says why the printed papers
    are signed instead: only then the clerk's lines stay open.
    Raises TransferChanged, StepOutOfOrder, SidesIncomplete, ApprovalStopped, ReasonsMissing (facts: the keys),
    PaperReasonNeeded, ClerkUnsigned, PenReasonNeeded.
    """
    row = await hold(work, transfer, expected_version)
    must_be(row, {State.REVIEWING})
    seller, buyer = _complete(row, *await both_parties(row))
    vehicle = await vehicle_in_force(row, seller)
    reasons = _reasons(await judged(row, seller, buyer, vehicle), overrules)
    row.deviation_reason = row.deviation_reason or next((why for one, why in reasons if one.code == DEVIATION), None)
    await papers.give_numbers(work, row, needed_kinds(seller, buyer))
    clerk = await papers.clerk_of(work, row, hand, by_pen)
    on_paper = {side: seen_by(why, clerk.name) for side, why in _seen(on_paper, seller, buyer).items()}
    row.document_set = await papers.prepare(work, row, seller, buyer, vehicle, clerk, on_paper)
    row.documents_finished = False
    await refresh_terms(work, row, await parties_of(row))
    await write(
        work,
        row,
        "approved",
        State.SIGNING,
        changed=[finding.key for finding, _ in reasons],
        contract=row.contract_number,
        confirmation=row.confirmation_number,
        certificate=row.certificate_number,
    )
    await _keep(work, row, reasons)
    for side in (row.seller, row.buyer):
        await collection.notify(work, side, "approved")
    return row.version


async def refuse(work: Work, transfer: str, expected_version: int, reason: str) -> int:
    """Do not approve, with a reason that both sides read; the transfer ends and the collections are theirs again."""
    row = await hold(work, transfer, expected_version)
    must_be(row, {State.REVIEWING})
    row.refused = True
    await end(work, row, "refused", reason_of(reason), f"审核不通过：{reason_of(reason)}")
    return row.version


def _seen(on_paper: Mapping[str, str] | None, seller: PartyFacts, buyer: PartyFacts) -> dict[str, str]:
    if on_paper is None:
        return seen(seller, buyer)
    return {side: documents.paper_reason(reason) for side, reason in on_paper.items() if reason.strip()}


def _complete(row: Transfer, seller: PartyFacts | None, buyer: PartyFacts | None) -> tuple[PartyFacts, PartyFacts]:
    if seller is None or not row.seller_ready:
        raise SidesIncomplete(side=SIDES["seller"])
    if buyer is None or not row.buyer_ready:
        raise SidesIncomplete(side=SIDES["buyer"])
    return seller, buyer


def _reasons(found: list[Finding], overrules: Mapping[str, str]) -> list[tuple[Finding, str]]:
    """Each finding that asks, with its reason; raises where one is missing or nothing can help."""
    stops = [finding for finding in found if finding.severity is Severity.STOP]
    if stops:
        raise ApprovalStopped(field=stops[0].key, sentence=stops[0].sentence, keys=[one.key for one in stops])
    asks = [finding for finding in found if finding.severity is Severity.ASK]
    given = {finding.key: " ".join(overrules.get(finding.key, "").split()) for finding in asks}
    missing = [finding for finding in asks if len(given[finding.key]) < 2]
    if missing:
        first = missing[0]
        keys = [one.key for one in missing]
        raise ReasonsMissing(field=first.key, count=len(missing), sentence=first.sentence, keys=keys)
    for key, reason in given.items():
        if len(reason) > LONGEST_OVERRULE:
            raise TextTooLong(field=key, most=LONGEST_OVERRULE)
    return [(finding, given[finding.key]) for finding in asks]


async def _keep(work: Work, row: Transfer, reasons: list[tuple[Finding, str]]) -> None:
    for finding, reason in reasons:
        await Overrule.create(
            transfer=row.public_id,
            version=row.version,
            finding=finding.key,
            sentence=finding.sentence,
            reason=reason,
            by=work.actor.id,
            at=clock.now(),
        )
