"""The book (账): orders held with all their charges and refunds, and one function for each step money takes."""

from backend.payments.book.charging import close, dispute, end, learn, lose_sight, pay, refuse, wait
from backend.payments.book.held import Book
from backend.payments.book.ordering import cancel, settle_if_paid
from backend.payments.book.refunding import give_back, learn_refund

__all__ = [
    "Book",
    "cancel",
    "close",
    "dispute",
    "end",
    "give_back",
    "learn",
    "learn_refund",
    "lose_sight",
    "pay",
    "refuse",
    "settle_if_paid",
    "wait",
]
