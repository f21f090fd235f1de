"""过户: one car going from one seller to one buyer at one station, from the first scanned code to the archive.

This is the slice's front door. A clerk's functions act for ``work.actor``'s station; every editing one takes the
version that the page showed. Owners have :func:`accept_start`, :func:`transfers_of` and :func:`transfer_of`.
"""

from backend.transfers.desk.begin import Taken, accept_start, open_transfer, start_link, take_code
from backend.transfers.desk.edit import Changes, edit, record_checks
from backend.transfers.desk.finish import cancel, complete
from backend.transfers.desk.paperwork.agency import SEALED_ON_PAPER, acts_for_another
from backend.transfers.desk.paperwork.office import plate_types, provinces
from backend.transfers.desk.principals import principal_link, remind, sign_on_paper
from backend.transfers.desk.revalue import Valuation, revalue, valuation_wanted
from backend.transfers.desk.review import approve, refuse, send_back
from backend.transfers.errors import (
    ApprovalStopped,
    CheckUnfit,
    DestinationUnfit,
    DocumentsUnfinished,
    NothingToSign,
    PlateTypeUnfit,
    PriceUnreadable,
    PrincipalPhoneUnfit,
    ReasonNeeded,
    ReasonsMissing,
    SidesIncomplete,
    SideTaken,
    StepOutOfOrder,
    TextTooLong,
    TradeUnfit,
    TransferChanged,
    TransferNotFound,
    ValuationDateUnfit,
    VehicleFieldUnfit,
    VehicleUnknown,
)
from backend.transfers.events import Moved
from backend.transfers.held import TABLES as PERSONAL_TABLES
from backend.transfers.held import TransferStanding, erase_from_cancelled, held_of_transfers, standings_of
from backend.transfers.labels import SOURCES, TRADES
from backend.transfers.states import STATE_NAMES, STEPS, State, drawn
from backend.transfers.view.archived import Brief, briefs, transfers_fitting
from backend.transfers.view.detail import detail, must_see
from backend.transfers.view.deviations import DeviatingTransfer, DeviationPage, export_deviations, price_deviations
from backend.transfers.view.facts import (
    CheckView,
    FieldView,
    HistoryRow,
    OverruleView,
    OwnerTransfer,
    SideView,
    TransferPage,
    TransferRow,
    TransferView,
)
from backend.transfers.view.owners import transfer_of, transfers_of
from backend.transfers.view.prices import SoldCar, prices_of_model
from backend.transfers.view.search import LONGEST_TEXT, search

__all__ = [
    "LONGEST_TEXT",
    "PERSONAL_TABLES",
    "SEALED_ON_PAPER",
    "SOURCES",
    "STATE_NAMES",
    "STEPS",
    "TRADES",
    "ApprovalStopped",
    "Brief",
    "Changes",
    "CheckUnfit",
    "CheckView",
    "DestinationUnfit",
    "DeviatingTransfer",
    "DeviationPage",
    "DocumentsUnfinished",
    "FieldView",
    "HistoryRow",
    "Moved",
    "NothingToSign",
    "OverruleView",
    "OwnerTransfer",
    "PlateTypeUnfit",
    "PriceUnreadable",
    "PrincipalPhoneUnfit",
    "ReasonNeeded",
    "ReasonsMissing",
    "SideTaken",
    "SideView",
    "SidesIncomplete",
    "SoldCar",
    "State",
    "StepOutOfOrder",
    "Taken",
    "TextTooLong",
    "TradeUnfit",
    "TransferChanged",
    "TransferNotFound",
    "TransferPage",
    "TransferRow",
    "TransferStanding",
    "TransferView",
    "Valuation",
    "ValuationDateUnfit",
    "VehicleFieldUnfit",
    "VehicleUnknown",
    "accept_start",
    "acts_for_another",
    "approve",
    "briefs",
    "cancel",
    "complete",
    "detail",
    "drawn",
    "edit",
    "erase_from_cancelled",
    "export_deviations",
    "held_of_transfers",
    "must_see",
    "open_transfer",
    "plate_types",
    "price_deviations",
    "prices_of_model",
    "principal_link",
    "provinces",
    "record_checks",
    "refuse",
    "remind",
    "revalue",
    "search",
    "send_back",
    "sign_on_paper",
    "standings_of",
    "start_link",
    "take_code",
    "transfer_of",
    "transfers_fitting",
    "transfers_of",
    "valuation_wanted",
]
