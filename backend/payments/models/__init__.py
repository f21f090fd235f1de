"""The tables of the till (收银表): what is owed, tried and given back, who told us, and the drawer."""

from backend.payments.models.charges import Charge
from backend.payments.models.drawer import Shift
from backend.payments.models.merchants import Merchant
from backend.payments.models.notices import NoticeSeen
from backend.payments.models.orders import Order, OrderLine
from backend.payments.models.refunds import Refund
from backend.payments.models.tariffs import Tariff

__all__ = ["Charge", "Merchant", "NoticeSeen", "Order", "OrderLine", "Refund", "Shift", "Tariff"]
