"""号码: one module per number that papers carry: how it is written, checked and what it tells (DOMAIN §1).

Each module offers ``judge_<kind>(value, ...) -> Judgement``; numbers that travel through the program as values
also have a value object that refuses bad ones at birth.
"""

from backend.rules.numbers.brand_model import BrandModel, brand_model_fits_type
from backend.rules.numbers.certificate_number import judge_certificate_number
from backend.rules.numbers.credit_code import CreditCode, judge_credit_code
from backend.rules.numbers.engine_number import judge_engine_number, same_engine_number
from backend.rules.numbers.identity_number import judge_identity_number, judge_taxpayer_number, same_identity_number
from backend.rules.numbers.permanent_residence import judge_permanent_residence
from backend.rules.numbers.phone import Mobile, judge_landline, judge_mobile
from backend.rules.numbers.plate_number import PlateNumber, judge_plate_number
from backend.rules.numbers.resident_id import ResidentId, judge_resident_id
from backend.rules.numbers.travel_documents import (
    judge_hk_macau_permit,
    judge_military_card,
    judge_passport,
    judge_taiwan_permit,
)
from backend.rules.numbers.vin import Vin, judge_vin

__all__ = [
    "BrandModel",
    "CreditCode",
    "Mobile",
    "PlateNumber",
    "ResidentId",
    "Vin",
    "brand_model_fits_type",
    "judge_certificate_number",
    "judge_credit_code",
    "judge_engine_number",
    "judge_hk_macau_permit",
    "judge_identity_number",
    "judge_landline",
    "judge_military_card",
    "judge_mobile",
    "judge_passport",
    "judge_permanent_residence",
    "judge_plate_number",
    "judge_resident_id",
    "judge_taiwan_permit",
    "judge_taxpayer_number",
    "judge_vin",
    "same_engine_number",
    "same_identity_number",
]
