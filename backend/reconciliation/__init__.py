"""对账: every day each channel's own bill against our books, line by line, until every fen is explained.

This is the slice's front door. Managers see the merchants of their own station, administrators all. On top of what the
till says moved (``payments.moves_around``, ``payments.takings``) it never changes an order itself: what the bill knows
better is asked of the channel again, and goes the till's own way.
"""

from backend.reconciliation.days.ask import ask_for_day, reopen
from backend.reconciliation.days.resolve import close_day, resolve
from backend.reconciliation.days.show import alarm, bill_of, day, days
from backend.reconciliation.errors import (
    DayClosed,
    DayNotOver,
    DayNotReady,
    DayTooOld,
    DayUnknown,
    DifferencesOpen,
    DifferenceUnknown,
    MerchantUnknown,
    NoteNeeded,
    PeriodUnfit,
    SettlementGap,
    SettlementPaid,
    SettlementUnknown,
    SlipNeeded,
)
from backend.reconciliation.facts import DayView, DifferenceView, SettlementView, StatementRow
from backend.reconciliation.schedule import ask_for_reconciliation
from backend.reconciliation.statements.settle import note_payment, settle_station, settlements
from backend.reconciliation.statements.statement import PARTS, added_up, statement, whole
from backend.reconciliation.states import DAY_NAMES

__all__ = [
    "DAY_NAMES",
    "PARTS",
    "DayClosed",
    "DayNotOver",
    "DayNotReady",
    "DayTooOld",
    "DayUnknown",
    "DayView",
    "DifferenceUnknown",
    "DifferenceView",
    "DifferencesOpen",
    "MerchantUnknown",
    "NoteNeeded",
    "PeriodUnfit",
    "SettlementGap",
    "SettlementPaid",
    "SettlementUnknown",
    "SettlementView",
    "SlipNeeded",
    "StatementRow",
    "added_up",
    "alarm",
    "ask_for_day",
    "ask_for_reconciliation",
    "bill_of",
    "close_day",
    "day",
    "days",
    "note_payment",
    "reopen",
    "resolve",
    "settle_station",
    "settlements",
    "statement",
    "whole",
]
