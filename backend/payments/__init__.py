"""收银: what is owed for a transfer, taken through WeChat Pay, Alipay, cash or POS, each fen once.

This is the slice's front door. Functions that take ``work`` act inside the caller's unit of work; those that take
``tools`` call a channel outside any, and open their own before and after. ``states.py`` has every step; ``book/`` one
function for each; ``charges/pursue.py`` finds out what became of money; ``notices/`` is told; ``reckoning/`` adds up.
"""

from backend.payments.alarms import TillAlarm, till_alarms
from backend.payments.channels import Channels, open_channels
from backend.payments.charges.by_code import charge_code
from backend.payments.charges.by_hand import take_cash, take_pos
from backend.payments.charges.prepaid import prepay, show_qr
from backend.payments.charges.pursue import ask_again, cancel_charge
from backend.payments.conservation import conservation
from backend.payments.drawer.shift import close_shift, open_shift, own_shift, shifts_of
from backend.payments.errors import (
    AmountUnfit,
    ChannelDown,
    ChannelRefused,
    ChargesOpen,
    ChargeUnderWay,
    ChargeUnknown,
    DifferenceUnexplained,
    DrawerClosed,
    DrawerOpen,
    KeyNeeded,
    KeyTaken,
    ManagerNeeded,
    MerchantUnknown,
    MoneyHeld,
    NoMerchant,
    NothingDue,
    NothingToEnd,
    NoticeForged,
    NotRefundable,
    OrderUnknown,
    OrderUnpaid,
    PaymentCodeUnfit,
    ReasonMissing,
    RefundOutOfOrder,
    RefundTooLarge,
    RefundUnknown,
    SecondPersonNeeded,
    TariffUnfit,
)
from backend.payments.events import OrderRefunded, OrderSettled
from backend.payments.facts import (
    ChargeView,
    FeeView,
    LineView,
    MerchantFacts,
    OrderFacts,
    OrderRow,
    OrderView,
    RefundView,
    ShiftView,
    TariffFacts,
)
from backend.payments.held import TABLES as PERSONAL_TABLES
from backend.payments.held import VouchersKept, held_of_fee, vouchers_kept
from backend.payments.jobs import ask_for_payment_sweep
from backend.payments.merchants.keep import add_merchant, channels_at, end_merchant, list_merchants
from backend.payments.money import yuan
from backend.payments.notices.receive import receive_notice
from backend.payments.orders.begin import open_order
from backend.payments.orders.close import close_order, must_be_settled
from backend.payments.orders.find import OrderPage, find_orders, refunds_wanting
from backend.payments.orders.payer_words import sentence_for_payer
from backend.payments.orders.reduce import reduce, waive
from backend.payments.orders.view import charge_of, dues_of, fees_of, order_at_desk, order_of, orders_of
from backend.payments.orders.words import CHANNEL_NAMES
from backend.payments.receipt import ReceiptFacts, receipt
from backend.payments.reckoning.moves import Moves, moves_around, moves_named
from backend.payments.reckoning.takings import Taking, takings
from backend.payments.reckoning.whose import orders_named
from backend.payments.refunds.ask import confirm_refund, refund, repeat_refund, withdraw_refund
from backend.payments.refunds.pursue import ask_refund_again
from backend.payments.states import (
    CHARGE_NAMES,
    ORDER_NAMES,
    REFUND_NAMES,
    ChargeState,
    OrderState,
    RefundState,
    drawn,
)
from backend.payments.tariffs.classes import CLASSES
from backend.payments.tariffs.keep import BUSINESSES, MEMBERS, add_tariff, tariffs_of
from backend.payments.tariffs.quote import Quote, quote

__all__ = [
    "BUSINESSES",
    "CHANNEL_NAMES",
    "CHARGE_NAMES",
    "CLASSES",
    "MEMBERS",
    "ORDER_NAMES",
    "PERSONAL_TABLES",
    "REFUND_NAMES",
    "AmountUnfit",
    "ChannelDown",
    "ChannelRefused",
    "Channels",
    "ChargeState",
    "ChargeUnderWay",
    "ChargeUnknown",
    "ChargeView",
    "ChargesOpen",
    "DifferenceUnexplained",
    "DrawerClosed",
    "DrawerOpen",
    "FeeView",
    "KeyNeeded",
    "KeyTaken",
    "LineView",
    "ManagerNeeded",
    "MerchantFacts",
    "MerchantUnknown",
    "MoneyHeld",
    "Moves",
    "NoMerchant",
    "NotRefundable",
    "NothingDue",
    "NothingToEnd",
    "NoticeForged",
    "OrderFacts",
    "OrderPage",
    "OrderRefunded",
    "OrderRow",
    "OrderSettled",
    "OrderState",
    "OrderUnknown",
    "OrderUnpaid",
    "OrderView",
    "PaymentCodeUnfit",
    "Quote",
    "ReasonMissing",
    "ReceiptFacts",
    "RefundOutOfOrder",
    "RefundState",
    "RefundTooLarge",
    "RefundUnknown",
    "RefundView",
    "SecondPersonNeeded",
    "ShiftView",
    "Taking",
    "TariffFacts",
    "TariffUnfit",
    "TillAlarm",
    "VouchersKept",
    "add_merchant",
    "add_tariff",
    "ask_again",
    "ask_for_payment_sweep",
    "ask_refund_again",
    "cancel_charge",
    "channels_at",
    "charge_code",
    "charge_of",
    "close_order",
    "close_shift",
    "confirm_refund",
    "conservation",
    "drawn",
    "dues_of",
    "end_merchant",
    "fees_of",
    "find_orders",
    "held_of_fee",
    "list_merchants",
    "moves_around",
    "moves_named",
    "must_be_settled",
    "open_channels",
    "open_order",
    "open_shift",
    "order_at_desk",
    "order_of",
    "orders_named",
    "orders_of",
    "own_shift",
    "prepay",
    "quote",
    "receipt",
    "receive_notice",
    "reduce",
    "refund",
    "refunds_wanting",
    "repeat_refund",
    "sentence_for_payer",
    "shifts_of",
    "show_qr",
    "take_cash",
    "take_pos",
    "takings",
    "tariffs_of",
    "till_alarms",
    "vouchers_kept",
    "waive",
    "withdraw_refund",
    "yuan",
]
