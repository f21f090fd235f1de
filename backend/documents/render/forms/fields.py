"""The fields that template texts may name (模板字段), and how each is printed.

``None`` as data gives the blank form: every field empty, every box unticked. In a filled form an optional fact that is
not given prints as ``/``.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from backend.documents.render.data import (
    AppraisalCertificateData,
    HandedDocument,
    PartyFacts,
    SalesContractData,
    TransferConfirmationData,
    UseCharacter,
)
from backend.rules.rmb_words import rmb_words

Fields = Mapping[str, str | bool]

NOTHING: Final = "/"
CAPITALS: Final = "零壹贰叁肆伍陆柒捌玖"


def given(text: object) -> str:
    """A fact as text, or the stroke that closes an empty blank."""
    return str(text).strip() or NOTHING if text is not None else NOTHING


def day(value: date | None) -> str:
    """A date as contracts write it."""
    return f"{value:%Y年%m月%d日}" if value else NOTHING


def yuan(fen: int | None) -> str:
    """An amount in figures: ``13000``, or ``13000.50`` where there are fen."""
    if fen is None:
        return NOTHING
    return str(fen // 100) if fen % 100 == 0 else f"{Decimal(fen) / 100:.2f}"


def words(fen: int | None) -> str:
    """An amount in capitals; contracts write 元 (DOMAIN §4)."""
    return NOTHING if fen is None else rmb_words(Decimal(fen) / 100)


def percent(value: Decimal | None) -> str:
    """A share without superfluous zeros."""
    return NOTHING if value is None else f"{value.normalize():f}"


def confirmation_fields(data: TransferConfirmationData | None) -> Fields:
    """Fields of 二手车交易确认表's texts."""
    if data is None:
        return {"market_name": "", "clerk_name": "", "issued_year": "", "issued_month": "", "issued_day": ""}
    issued = data.issued_on
    return {
        "market_name": data.market_name,
        "clerk_name": data.clerk_name,
        "issued_year": f"{issued:%Y}" if issued else "",
        "issued_month": f"{issued:%m}" if issued else "",
        "issued_day": f"{issued:%d}" if issued else "",
    }


def used_time(months: int | None) -> str:
    """How long a car was used, as the letter says it: ``3年2个月``."""
    if months is None:
        return NOTHING
    years, rest = divmod(months, 12)
    return (f"{years}年" if years else "") + (f"{rest}个月" if rest or not years else "")


def certificate_fields(data: AppraisalCertificateData | None) -> Fields:
    """Fields of 机动车价格评估鉴定结论书's texts."""
    if data is None:
        return dict(BLANK_CERTIFICATE)
    vehicle = data.vehicle
    return {
        "number": data.number,
        "owner_name": given(vehicle.owner_name),
        "vehicle_type": given(vehicle.vehicle_type),
        "brand_model": given(vehicle.brand_model),
        "use_character": given(vehicle.use_character),
        "plate_number": given(vehicle.plate_number),
        "engine_number": given(vehicle.engine_number),
        "vin": given(vehicle.vin),
        "registered_on": given(vehicle.registered_on),
        "used_time": used_time(data.used_months),
        "valued_on": data.valued_on.isoformat(),
        "price": yuan(data.appraised_fen),
        "price_words": words(data.appraised_fen),
        "remarks": given(data.remarks),
        "appraiser_name": given(data.appraiser_name),
        "company_name": given(data.company_name),
        "issued_on": given(data.issued_on),
    }


BLANK_CERTIFICATE: Final[Fields] = dict.fromkeys(
    (
        "number",
        "owner_name",
        "vehicle_type",
        "brand_model",
        "use_character",
        "plate_number",
        "engine_number",
        "vin",
        "registered_on",
        "used_time",
        "valued_on",
        "price",
        "price_words",
        "remarks",
        "appraiser_name",
        "company_name",
        "issued_on",
    ),
    "",
)


def party_fields(side: str, party: PartyFacts) -> dict[str, str | bool]:
    """One party's fields, prefixed ``seller_`` or ``buyer_``."""
    agent = party.agent
    return {
        f"{side}_name": given(party.name),
        f"{side}_address": given(party.address),
        f"{side}_document": given(" ".join(part for part in (party.document_name, party.document_number) if part)),
        f"{side}_phone": given(party.phone),
        f"{side}_agent": given(agent.name if agent else None),
        f"{side}_agent_number": given(agent.document_number if agent else None),
        f"{side}_agent_phone": given(agent.phone if agent else None),
    }


def contract_fields(data: SalesContractData | None) -> Fields:
    """Fields of 二手车买卖合同's texts."""
    return dict(BLANK_CONTRACT) if data is None else filled_contract(data)


def filled_contract(data: SalesContractData) -> dict[str, str | bool]:
    """The contract's fields as printed."""
    vehicle, condition = data.vehicle, data.condition
    made: dict[str, str | bool] = {
        **party_fields("seller", data.seller),
        **party_fields("buyer", data.buyer),
        "number": data.number,
        "signed_place": given(data.signed_place),
        "signed_on": day(data.signed_on),
        "owner_name": given(vehicle.owner_name or data.seller.name),
        "plate_number": given(vehicle.plate_number),
        "brand_model": given(vehicle.brand_model),
        "registered_on": given(vehicle.registered_on and vehicle.registered_on.isoformat()),
        "engine_number": given(vehicle.engine_number),
        "vin": given(vehicle.vin),
        # The road maintenance fee ended on 2009-01-01; the form still has its blanks, closed by a stroke.
        "road_fee_from": NOTHING,
        "road_fee_to": NOTHING,
        "inspection": given(vehicle.inspection_valid_until),
        "mileage": given(None if vehicle.mileage_km is None else f"{vehicle.mileage_km} 公里"),
        "other_condition": given(vehicle.other_condition),
        "price": yuan(data.price_fen),
        "price_words": words(data.price_fen),
        "inspected_on": day(data.inspected_on),
        "inspected_place": given(data.inspected_place),
        "first_payment_on": day(data.first_payment_on),
        "first_payment_percent": percent(data.first_payment_percent),
        "first_payment": yuan(data.price_fen if data.first_payment_fen is None else data.first_payment_fen),
        "balance_days": given(data.balance_days),
        "balance": yuan(data.balance_fen),
        "balance_words": words(data.balance_fen),
        "handover_days": given(data.handover_days),
        "handed_count": CAPITALS[len(data.handed_documents)],
        "tax_bearer": given(data.tax_bearer),
        "liability_from": day(data.liability_from),
        "seller_penalty": percent(data.seller_penalty_percent),
        "buyer_penalty": percent(data.buyer_penalty_percent),
        "mediator": given(data.mediator),
        "dispute_way": str(data.dispute_way),
        "arbitration": given(data.arbitration),
        "other_terms": given(data.other_terms),
        "market_name": data.market_name,
    }
    made |= {f"use_{use.name.lower()}": use is data.use for use in UseCharacter}
    made |= {f"handed_{paper}": paper in data.handed_documents for paper in HandedDocument}
    for name in CONDITION:
        made[f"condition_{name}"] = given(getattr(condition, name) if condition else None)
    return made


CONDITION: Final = (
    "use",
    "repair",
    "accident",
    "inspection",
    "insurance",
    "mortgage",
    "taxes",
    "violations",
    "mileage",
    "scrap_date",
    "remarks",
)

TEXT_FIELDS: Final = (
    "number",
    "signed_place",
    "signed_on",
    "owner_name",
    "plate_number",
    "brand_model",
    "registered_on",
    "engine_number",
    "vin",
    "road_fee_from",
    "road_fee_to",
    "inspection",
    "mileage",
    "other_condition",
    "price",
    "price_words",
    "inspected_on",
    "inspected_place",
    "first_payment_on",
    "first_payment_percent",
    "first_payment",
    "balance_days",
    "balance",
    "balance_words",
    "handover_days",
    "handed_count",
    "tax_bearer",
    "liability_from",
    "seller_penalty",
    "buyer_penalty",
    "mediator",
    "dispute_way",
    "arbitration",
    "other_terms",
    "market_name",
)

BLANK_CONTRACT: Final[Fields] = {
    **dict.fromkeys(TEXT_FIELDS, ""),
    **{
        f"{side}_{part}": ""
        for side in ("seller", "buyer")
        for part in ("name", "address", "document", "phone", "agent", "agent_number", "agent_phone")
    },
    **dict.fromkeys((f"condition_{name}" for name in CONDITION), ""),
    **{f"use_{use.name.lower()}": False for use in UseCharacter},
    **{f"handed_{paper}": False for paper in HandedDocument},
}
