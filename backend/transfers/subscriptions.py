"""What a transfer does when collections and documents move (事件响应), inside the work that moved them."""

from backend import collection, documents, payments
from backend.archive import Disposed
from backend.collection import Resubmitted, Submitted, Withdrawn
from backend.documents import AllSigned, Declined, SetFinished, SetReady, SignatureWithdrawn, Signed
from backend.kit.database import Work
from backend.kit.events import on
from backend.payments import OrderFacts, OrderRefunded, OrderSettled
from backend.transfers.desk.hold import held_by_event, note, write
from backend.transfers.desk.sides import fill, leave
from backend.transfers.forget import forget
from backend.transfers.history import PRINCIPALS
from backend.transfers.models import Transfer
from backend.transfers.states import FINAL, State


@on(Submitted)
async def side_was_sent(work: Work, event: Submitted) -> None:
    """A collection that began inside a transfer is complete."""
    await _fill(work, event.collection, event.transfer, "side_filled")


@on(Resubmitted)
async def side_was_completed(work: Work, event: Resubmitted) -> None:
    """The owner did again what was sent back."""
    await _fill(work, event.collection, event.transfer, "side_completed")


@on(Withdrawn)
async def side_was_withdrawn(work: Work, event: Withdrawn) -> None:
    """The owner took the collection back; papers made of it are void."""
    row = await held_by_event(event.transfer)
    if row is None or row.step in FINAL or not (side := row.side_of(event.collection)):
        return
    if row.step is State.SIGNING:
        await documents.void(work, row.public_id, "一方撤回了资料")
    await leave(work, row, side)


@on(SetReady)
async def papers_are_ready(work: Work, event: SetReady) -> None:
    """The papers are made: both sides are asked to sign."""
    row = await _with_set(event.transfer, event.set, State.SIGNING)
    if row is None:
        return
    await write(work, row, "documents_ready")
    for side in (row.seller, row.buyer):
        await collection.notify(work, side, "signing")


@on(Declined)
async def side_declined(work: Work, event: Declined) -> None:
    """One side will not sign: the papers are void and the clerk decides anew."""
    row = await _with_set(event.transfer, event.set, State.SIGNING)
    if row is None:
        return
    await documents.void(work, row.public_id, "一方拒绝签署")
    await _asked_to_sign_no_more(work, row.seller, row.buyer)
    await write(work, row, "declined", State.REVIEWING, side=event.side, reason=event.reason)


@on(Signed)
async def one_signed(work: Work, event: Signed) -> None:
    """One of several signed: a line for the station, and no new version, which a clerk at work would stumble over."""
    row = await _with_set(event.transfer, event.set, State.SIGNING)
    if row is None:
        return
    if principal := PRINCIPALS.get(event.side):
        await note(work, row, "principal_signed", signer=principal)
        await collection.overtake(work, getattr(row, event.side.removesuffix("_p")), "principal")
    else:
        await note(work, row, "signed")
        await collection.overtake(work, getattr(row, event.side), "signing")


@on(SignatureWithdrawn)
async def side_withdrew_signature(work: Work, event: SignatureWithdrawn) -> None:
    """One side took their signature back; the papers stay as they are and wait for it again."""
    row = await _with_set(event.transfer, event.set, State.SIGNING)
    if row is not None:
        await write(work, row, "signature_withdrawn", side=event.side)


@on(AllSigned)
async def both_signed(work: Work, event: AllSigned) -> None:
    """The last signature is there."""
    row = await _with_set(event.transfer, event.set, State.SIGNING)
    if row is not None:
        await write(work, row, "all_signed", State.SETTLING)
        await _asked_to_sign_no_more(work, row.seller, row.buyer)
        facts = OrderFacts(vehicle_type=row.vehicle_type, business=row.trade)
        await payments.open_order(work, row.public_id, row.station, facts)
        await _ask_for_fee(work, row)


@on(SetFinished)
async def signed_papers_are_made(work: Work, event: SetFinished) -> None:
    """The signed PDFs exist, so the transfer may be completed."""
    row = await _with_set(event.transfer, event.set, State.SETTLING)
    if row is not None and not row.documents_finished:
        row.documents_finished = True
        await write(work, row, "documents_finished")


@on(OrderSettled)
async def fee_was_settled(work: Work, event: OrderSettled) -> None:
    """The fee is paid: a line for the station, no new version, and the page may go on."""
    row = await Transfer.named(event.transfer)
    if row is None:
        return
    await collection.overtake(work, row.buyer, "fee")
    if event.paid_fen:
        await note(work, row, "fee_settled", amount=payments.yuan(event.paid_fen))
        work.announce(f"transfer:{row.public_id}", state=row.state, version=row.version, action="fee_settled")


@on(OrderRefunded)
async def fee_went_back(work: Work, event: OrderRefunded) -> None:
    """Money of the fee is back with the payer."""
    row = await Transfer.named(event.transfer)
    if row is not None:
        await note(work, row, "fee_refunded", amount=payments.yuan(event.fen))
        work.announce(f"transfer:{row.public_id}", state=row.state, version=row.version, action="fee_refunded")


@on(Disposed)
async def archive_was_disposed_of(work: Work, event: Disposed) -> None:
    """Its term is over: what is left of the transfer outside the archive goes with it."""
    await forget(work, event.transfer)


async def _fill(work: Work, name: str, transfer: str, action: str) -> None:
    row = await held_by_event(transfer)
    if row is not None and row.step not in FINAL and row.side_of(name):
        await fill(work, row, await collection.party_facts(name), action)


async def _ask_for_fee(work: Work, row: Transfer) -> None:
    """Tell the buyer what is to be paid, where something is."""
    fee = (await payments.fees_of([row.public_id])).get(row.public_id)
    if fee and fee.due_fen:
        await collection.notify(work, row.buyer, "fee", due=payments.yuan(fee.due_fen))


async def _asked_to_sign_no_more(work: Work, *sides: str) -> None:
    for side in sides:
        await collection.overtake(work, side, "signing", "principal")


async def _with_set(transfer: str, set_id: str, state: State) -> Transfer | None:
    row = await held_by_event(transfer)
    return row if row is not None and row.document_set == set_id and row.step is state else None
