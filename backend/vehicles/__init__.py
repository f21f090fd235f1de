"""车型库: factory models with their new prices, how they get in, and how a misread text finds the right one.

Imports no other slice. Who derives something from the models (the lookup's index) compares :func:`edition`, which
counts up with every committed change, batch of an import or single edit; rows whose ``edition`` column is above the
one already known are what changed. Retired models stay in the table and out of what is offered.
"""

from backend.vehicles.errors import ModelChanged, ModelExists, UnknownCatalogueModel, UnknownImport
from backend.vehicles.facts import (
    ORIGIN_NAMES,
    VERDICT_NAMES,
    Candidate,
    ImportFacts,
    ModelFacts,
    ModelPage,
    PriceFacts,
    RejectedFacts,
    RejectedPage,
    Sighting,
)
from backend.vehicles.importing.run import KeptFile, keep_file, must_be_importable, start_import
from backend.vehicles.importing.template import template_file
from backend.vehicles.lookup.errors import AlreadySettled, NoSuchUnknown, ReasonMissing
from backend.vehicles.lookup.facts import Found, UnknownFacts, UnknownPage, VinTells
from backend.vehicles.lookup.find import find_models
from backend.vehicles.lookup.shelf import lookup_is_quick
from backend.vehicles.lookup.unknown import report_unknown, settle_unknown, unknown_models
from backend.vehicles.maintain import add_model, edit_model, retire_model
from backend.vehicles.show import (
    edition,
    import_run,
    import_runs,
    list_models,
    model,
    price_history,
    rejected_report,
    rejected_rows,
)

__all__ = [
    "ORIGIN_NAMES",
    "VERDICT_NAMES",
    "AlreadySettled",
    "Candidate",
    "Found",
    "ImportFacts",
    "KeptFile",
    "ModelChanged",
    "ModelExists",
    "ModelFacts",
    "ModelPage",
    "NoSuchUnknown",
    "PriceFacts",
    "ReasonMissing",
    "RejectedFacts",
    "RejectedPage",
    "Sighting",
    "UnknownCatalogueModel",
    "UnknownFacts",
    "UnknownImport",
    "UnknownPage",
    "VinTells",
    "add_model",
    "edit_model",
    "edition",
    "find_models",
    "import_run",
    "import_runs",
    "keep_file",
    "list_models",
    "lookup_is_quick",
    "model",
    "must_be_importable",
    "price_history",
    "rejected_report",
    "rejected_rows",
    "report_unknown",
    "retire_model",
    "settle_unknown",
    "start_import",
    "template_file",
    "unknown_models",
]
