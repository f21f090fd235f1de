"""资金核对: whether the merchant's account at the channel moved as the trade bill says."""

from backend.gateways.payments import FundBill, NoticeKind
from backend.reconciliation.matching.difference import Difference, DifferenceKind, Totals


def compare_funds(theirs: Totals, funds: FundBill) -> tuple[Difference, ...]:
    """What the fund bill says otherwise, by its sum: a refund may stand there less its fee, so lines do not compare.

    What the merchant itself drew out or paid in (提现, 充值) is nobody's difference.
    """
    found = [
        Difference(DifferenceKind.FUNDS, NoticeKind.CHARGE, line=one.line, detail=one.problem) for one in funds.broken
    ]
    kept_fen = theirs.net_fen - theirs.fee_fen
    if kept_fen != funds.earned_fen:
        kind, move = DifferenceKind.FUNDS, NoticeKind.CHARGE
        found.append(Difference(kind, move, our_fen=kept_fen, their_fen=funds.earned_fen))
    return tuple(found)
