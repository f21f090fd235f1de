"""评估: what a car is worth by the years method, with every input kept so that it can be repeated to the fen.

``estimate`` works a price out, ``appraise_car`` also stores it for a transfer; ``set_terms`` changes how a city values.
"""

from backend.appraisal.appraise import appraisal_of, appraisals_of, appraise_car, keep_appraisal
from backend.appraisal.deviation import PricePoint, band_of, coefficient_reasons, deviates, prices_of_model
from backend.appraisal.errors import (
    CoefficientOutOfBounds,
    CoefficientUnexplained,
    CoefficientUnreadable,
    ConditionScoreUnreadable,
    ExampleImpossible,
    NewPriceUnreadable,
    NoSuchCity,
    TermsFromThePast,
    TermsInvalid,
)
from backend.appraisal.estimate import estimate, repeat, sighting_of
from backend.appraisal.example import Example, Worked, work_example
from backend.appraisal.facts import AppraisalFacts, Car, ReplacementFacts, ScrapFacts, ScrapVerdict, Wish
from backend.appraisal.sheets.errors import BatchFileMissing
from backend.appraisal.sheets.read import LARGEST_BATCH
from backend.appraisal.sheets.result import template_sheet
from backend.appraisal.sheets.run import BatchFacts, Sheet, batch, batch_result, batches, read_sheet, start_batch
from backend.appraisal.terms import (
    METHOD_NAMES,
    PRICE_STEPS,
    TermsFacts,
    TermsValues,
    cities_of,
    must_hold,
    set_terms,
    terms_history,
    terms_in_force,
)

__all__ = [
    "LARGEST_BATCH",
    "METHOD_NAMES",
    "PRICE_STEPS",
    "AppraisalFacts",
    "BatchFacts",
    "BatchFileMissing",
    "Car",
    "CoefficientOutOfBounds",
    "CoefficientUnexplained",
    "CoefficientUnreadable",
    "ConditionScoreUnreadable",
    "Example",
    "ExampleImpossible",
    "NewPriceUnreadable",
    "NoSuchCity",
    "PricePoint",
    "ReplacementFacts",
    "ScrapFacts",
    "ScrapVerdict",
    "Sheet",
    "TermsFacts",
    "TermsFromThePast",
    "TermsInvalid",
    "TermsValues",
    "Wish",
    "Worked",
    "appraisal_of",
    "appraisals_of",
    "appraise_car",
    "band_of",
    "batch",
    "batch_result",
    "batches",
    "cities_of",
    "coefficient_reasons",
    "deviates",
    "estimate",
    "keep_appraisal",
    "must_hold",
    "prices_of_model",
    "read_sheet",
    "repeat",
    "set_terms",
    "sighting_of",
    "start_batch",
    "template_sheet",
    "terms_history",
    "terms_in_force",
    "work_example",
]
