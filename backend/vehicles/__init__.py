"""车型库: factory models with their new prices, how they get in, and how a misread text finds the right one.

Imports no other slice. Who derives something from the models (the lookup's index) compares :func:`edition`, which
counts up with every committed change, batch of an import or single edit; rows whose ``edition`` column is above the
one already known are what changed. Retired models stay in the table and out of what is offered.
"""

from backend.vehicles.errors import UnknownCatalogueModel, UnknownImport
from backend.vehicles.facts import Candidate, ImportFacts, ModelFacts, ModelPage, PriceFacts, RejectedFacts, Sighting
from backend.vehicles.lookup.errors import AlreadySettled, NoSuchUnknown, ReasonMissing
from backend.vehicles.lookup.facts import Found, UnknownFacts, UnknownPage, VinTells
from backend.vehicles.lookup.find import find_models
from backend.vehicles.lookup.unknown import report_unknown, settle_unknown, unknown_models
from backend.vehicles.show import edition, model, price_history

__all__ = [
    "AlreadySettled",
    "Candidate",
    "Found",
    "ImportFacts",
    "ModelFacts",
    "ModelPage",
    "NoSuchUnknown",
    "PriceFacts",
    "ReasonMissing",
    "RejectedFacts",
    "Sighting",
    "UnknownCatalogueModel",
    "UnknownFacts",
    "UnknownImport",
    "UnknownPage",
    "VinTells",
    "edition",
    "find_models",
    "model",
    "price_history",
    "report_unknown",
    "settle_unknown",
    "unknown_models",
]
