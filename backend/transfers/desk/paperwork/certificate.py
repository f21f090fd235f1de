"""What the 机动车价格评估鉴定结论书 of a transfer says: the price in force, and how it was worked out."""

from dataclasses import replace
from datetime import date

from backend import appraisal
from backend.appraisal import AppraisalFacts
from backend.documents import AppraisalCertificateData, PriceCalculation, VehicleFacts
from backend.kit import clock
from backend.rules.months import used_months
from backend.transfers.models import Transfer


async def certificate(
    row: Transfer, car: VehicleFacts, *, owner: str, appraiser: str, company: str
) -> AppraisalCertificateData | None:
    """The certificate of the transfer's appraised price; None without one, for an appraisal is voluntary.

    ``owner`` is printed where the licence names nobody. The valuation day is the calculation's, else today.
    """
    if row.appraised_fen is None:
        return None
    made = await appraisal.appraisal_of(row.public_id)
    calculation = _calculation(made) if made else None
    valued_on = made.valued_on if made else clock.today()
    return AppraisalCertificateData(
        number=row.certificate_number,
        vehicle=replace(car, owner_name=car.owner_name or owner),
        appraised_fen=row.appraised_fen,
        valued_on=valued_on,
        issued_on=clock.today(),
        used_months=calculation.used_months if calculation else _months(car.registered_on, valued_on),
        remarks=_remarks(row, made) if made else "",
        appraiser_name=appraiser,
        company_name=company,
        calculation=calculation,
        transfer_number=row.number,
    )


def _calculation(made: AppraisalFacts) -> PriceCalculation | None:
    """What the years method did; None where it had not what it needs, and the price is a person's own."""
    needed = (made.new_price_fen, made.used_months, made.service_life_months, made.residual_fen, made.base_fen)
    if None in (*needed, made.appraised_fen):
        return None
    return PriceCalculation(
        new_price_fen=made.new_price_fen or 0,
        used_months=made.used_months or 0,
        service_life_months=made.service_life_months or 0,
        residual_rate=made.residual_rate,
        residual_fen=made.residual_fen or 0,
        base_fen=made.base_fen or 0,
        coefficient=made.coefficient,
        proposed_fen=made.appraised_fen or 0,
        steps=made.steps,
        rule=made.rule,
        price_valid_from=made.price_valid_from,
    )


def _months(registered: date | None, valued: date) -> int | None:
    return used_months(registered, valued) if registered and registered <= valued else None


def _remarks(row: Transfer, made: AppraisalFacts) -> str:
    """Why the price is not what the default terms give: the coefficient's reason, and that of a price off the band."""
    away = appraisal.deviates(made, row.appraised_fen or 0)
    reasons = (made.coefficient_reason, row.deviation_reason if away and away.outside else "")
    return "；".join(reason for reason in reasons if reason)
