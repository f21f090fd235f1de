"""逐笔核对: one day of our own moves against one bill of a channel, line by line; pure functions of plain values."""

from backend.reconciliation.matching.book import Book, Move, Standing
from backend.reconciliation.matching.difference import DIFFERENCE_NAMES, Difference, DifferenceKind, Totals
from backend.reconciliation.matching.funds import compare_funds
from backend.reconciliation.matching.match import Matched, Weighing, match

__all__ = [
    "DIFFERENCE_NAMES",
    "Book",
    "Difference",
    "DifferenceKind",
    "Matched",
    "Move",
    "Standing",
    "Totals",
    "Weighing",
    "compare_funds",
    "match",
]
