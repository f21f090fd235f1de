"""What a document says (文档数据): frozen values, nothing of the database, so that a document can be made anywhere.

Money is integer fen; dates are the station's calendar dates; moments are aware. An optional fact is ``None`` or empty:
a filled form prints ``/`` there, so that nobody can write into it later. A blank form is ``data=None``.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from backend.kit.errors import Refusal


class DocumentKind(StrEnum):
    """The documents that can be made (文档种类); the value names the template file."""

    TRANSFER_CONFIRMATION = "transfer_confirmation"
    SALES_CONTRACT = "sales_contract"
    APPRAISAL_CERTIFICATE = "appraisal_certificate"
    REGISTRATION_APPLICATION = "registration_application"
    REGISTRATION_POWER_OF_ATTORNEY = "registration_power_of_attorney"
    SELLER_POWER_OF_ATTORNEY = "seller_power_of_attorney"
    BUYER_POWER_OF_ATTORNEY = "buyer_power_of_attorney"
    COMMITMENT_LETTER = "commitment_letter"


class PartyKind(StrEnum):
    """A party is a person or a unit (个人/单位)."""

    PERSON = "person"
    COMPANY = "company"


class ContractCopy(StrEnum):
    """Whose copy of the contract this is (合同联): the value is what each page prints.

    A file signed electronically is the same for all three holders: ``EACH`` says so on one copy (DOMAIN 5.4, 一式叁份).
    """

    SELLER = "甲方"
    BUYER = "乙方"
    MARKET = "市场方"
    EACH = "甲方、乙方、市场方各执一份"


class HandedDocument(StrEnum):
    """The papers handed over with the car (随车证件)."""

    LICENCE = "licence"
    CERTIFICATE = "certificate"
    INSPECTION = "inspection"


class UseCharacter(StrEnum):
    """The contract's six boxes of 使用性质; the value is the printed word."""

    PASSENGER = "客运"
    FREIGHT = "货运"
    TAXI = "出租"
    RENTAL = "租赁"
    NON_OPERATING = "非营运"
    OTHER = "其他"


class RegistrationBusiness(StrEnum):
    """What is asked of the vehicle office (申请事项); the printed words are the template's, since 转移 became 转让."""

    REGISTRATION = "registration"
    DEREGISTRATION = "deregistration"
    TRANSFER = "transfer"
    MOVE_IN = "move_in"
    MOVE_OUT = "move_out"


class SignatureWithoutInk(Refusal):
    """A signature without a single point, or with points off the pad (空白签名)."""

    code = "DOC-102"
    status = 422
    say = "签名为空或超出签名区域，请重新签名。"


Point = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """A handwritten signature as data (手写签名): strokes of points ``(x, y, t_ms, pressure)``.

    ``x`` and ``y`` run from 0 to 1 over the pad's width and height, ``y`` downwards; ``aspect`` is the pad's width
    divided by its height; ``pressure`` runs from 0 to 1 and is constant where the glass cannot feel it.
    """

    strokes: tuple[tuple[Point, ...], ...]
    signer_name: str
    signed_at: datetime
    aspect: float = 2.0

    def __post_init__(self) -> None:
        points = [point for stroke in self.strokes for point in stroke]
        sane = all(math.isfinite(v) for point in points for v in point) and math.isfinite(self.aspect)
        if not points or not sane or self.aspect <= 0:
            raise SignatureWithoutInk(field="signature")
        if any(not (-0.01 <= x <= 1.01 and -0.01 <= y <= 1.01) for x, y, _, _ in points):
            raise SignatureWithoutInk(field="signature")


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """Who acts for a party (代理人): a person, or a brokerage firm with the ``handler`` (经办人) it sends.

    ``card_number`` is the association's 代理证; ``document_number`` is a firm's USCC.
    """

    name: str
    document_number: str = ""
    phone: str = ""
    document_name: str = "居民身份证"
    card_number: str = ""
    handler: str = ""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """The seller or the buyer (买卖一方). ``document_number`` may be a USCC; ``ethnicity`` is empty for a unit."""

    name: str
    document_number: str
    kind: PartyKind = PartyKind.PERSON
    document_name: str = "居民身份证"
    ethnicity: str = ""
    phone: str = ""
    address: str = ""
    agent: AgentFacts | None = None
    landline: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """The car as its licence describes it (车辆登记信息)."""

    plate_number: str
    vin: str
    engine_number: str = ""
    brand_model: str = ""
    vehicle_type: str = ""
    use_character: str = ""
    registered_on: date | None = None
    owner_name: str = ""
    inspection_valid_until: str = ""
    mileage_km: int | None = None
    other_condition: str = ""
    plate_type: str = ""


@dataclass(frozen=True, slots=True)
class TransferConfirmationData:
    """二手车交易确认表 (DOMAIN §5.2)."""

    number: str
    seller: PartyFacts
    buyer: PartyFacts
    vehicle: VehicleFacts
    transfer_number: str = ""
    verify_url: str = ""
    market_name: str = ""
    clerk_name: str = ""
    issued_on: date | None = None
    seller_photo: bytes | None = None
    buyer_photo: bytes | None = None
    seller_signature: SignatureMark | None = None
    buyer_signature: SignatureMark | None = None
    clerk_signature: SignatureMark | None = None


@dataclass(frozen=True, slots=True)
class ConditionDisclosure:
    """车况告知: what the seller must tell (《二手车流通管理办法》 disclosure duty); empty lines print ``/``."""

    use: str = ""
    repair: str = ""
    accident: str = ""
    inspection: str = ""
    insurance: str = ""
    mortgage: str = ""
    taxes: str = ""
    violations: str = ""
    mileage: str = ""
    scrap_date: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class SalesContractData:
    """二手车买卖合同 (DOMAIN §5.4). ``copies`` are printed one after another, each with its own page count."""

    number: str
    seller: PartyFacts
    buyer: PartyFacts
    vehicle: VehicleFacts
    price_fen: int
    signed_on: date | None = None
    signed_place: str = ""
    use: UseCharacter = UseCharacter.NON_OPERATING
    inspected_on: date | None = None
    inspected_place: str = ""
    first_payment_on: date | None = None
    first_payment_percent: Decimal = Decimal(100)
    first_payment_fen: int | None = None
    balance_days: int | None = None
    balance_fen: int | None = None
    handover_days: str = "当"
    handed_documents: frozenset[HandedDocument] = frozenset(HandedDocument)
    tax_bearer: str = "乙方"
    liability_from: date | None = None
    seller_penalty_percent: Decimal | None = None
    buyer_penalty_percent: Decimal | None = None
    mediator: str = ""
    dispute_way: int = 2
    arbitration: str = ""
    other_terms: str = ""
    condition: ConditionDisclosure | None = None
    copies: tuple[ContractCopy, ...] = (ContractCopy.EACH,)
    transfer_number: str = ""
    verify_url: str = ""
    market_name: str = ""
    clerk_name: str = ""
    seller_signature: SignatureMark | None = None
    buyer_signature: SignatureMark | None = None
    clerk_signature: SignatureMark | None = None


@dataclass(frozen=True, slots=True)
class PriceCalculation:
    """测算过程: how the years method came to its price, so that a reader can follow with a pencil (DOMAIN §3).

    ``residual_rate`` is a share (0.05); ``proposed_fen`` is base price times ``coefficient``; ``steps`` are the rule's
    own sentences and ``rule`` its table with the day it took effect.
    """

    new_price_fen: int
    used_months: int
    service_life_months: int
    residual_rate: Decimal
    residual_fen: int
    base_fen: int
    coefficient: Decimal
    proposed_fen: int
    steps: tuple[str, ...]
    rule: str
    price_valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class AppraisalCertificateData:
    """机动车价格评估鉴定结论书 (DOMAIN §5.1). Without ``calculation`` the price is the appraiser's own judgement."""

    number: str
    vehicle: VehicleFacts
    appraised_fen: int
    valued_on: date
    issued_on: date | None = None
    used_months: int | None = None
    remarks: str = ""
    appraiser_name: str = ""
    company_name: str = ""
    calculation: PriceCalculation | None = None
    transfer_number: str = ""
    verify_url: str = ""
    appraiser_signature: SignatureMark | None = None


@dataclass(frozen=True, slots=True)
class RegistrationApplicationData:
    """机动车注册、转移、注销登记/转入申请表 (DOMAIN §5.3); the buyer applies, as the car's owner from now on.

    ``to_province`` and ``to_city`` are where a car goes that leaves for another office's district (车辆转出).
    """

    number: str
    buyer: PartyFacts
    vehicle: VehicleFacts
    businesses: frozenset[RegistrationBusiness] = frozenset({RegistrationBusiness.TRANSFER})
    to_province: str = ""
    to_city: str = ""
    signed_on: date | None = None
    transfer_number: str = ""
    verify_url: str = ""
    market_name: str = ""
    buyer_signature: SignatureMark | None = None


@dataclass(frozen=True, slots=True)
class PlateDelivery:
    """Where the new plates are sent (号牌邮寄)."""

    recipient: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class PowerOfAttorneyData:
    """委托书 in its three versions (DOMAIN §5.5): for the vehicle office, the seller's, the buyer's.

    ``businesses`` and ``plate_delivery`` are the vehicle office's version's; ``handles_price`` is whether the seller's
    agent may receive the price, or the buyer's agent pay it. ``certificate_id`` is for a city's own words alone: the
    signed file itself carries its signatures with their certificates.
    """

    number: str
    principal: PartyFacts
    agent: AgentFacts
    vehicle: VehicleFacts
    addressee: str = ""
    businesses: frozenset[RegistrationBusiness] = frozenset({RegistrationBusiness.TRANSFER})
    handles_price: bool = False
    limits: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    plate_delivery: PlateDelivery | None = None
    signed_on: date | None = None
    signed_place: str = ""
    certificate_id: str = ""
    transfer_number: str = ""
    verify_url: str = ""
    market_name: str = ""
    principal_signature: SignatureMark | None = None
    agent_signature: SignatureMark | None = None


@dataclass(frozen=True, slots=True)
class CommitmentLetterData:
    """代办车辆过户手续承诺函 (DOMAIN §5.6). ``within_days`` count from the car's delivery; the law allows 30."""

    number: str
    agent: AgentFacts
    seller: PartyFacts
    buyer: PartyFacts
    vehicle: VehicleFacts
    addressee: str = ""
    entrusted_by: str = "买卖双方"
    within_days: int = 30
    signed_on: date | None = None
    received_on: date | None = None
    transfer_number: str = ""
    verify_url: str = ""
    market_name: str = ""
    agent_signature: SignatureMark | None = None
    clerk_signature: SignatureMark | None = None


DocumentData = (
    TransferConfirmationData
    | SalesContractData
    | AppraisalCertificateData
    | RegistrationApplicationData
    | PowerOfAttorneyData
    | CommitmentLetterData
)
