"""Samples of the confirmation, the contract and the certificate (确认表、合同、结论书样张)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from backend.documents.render.data import (
    AppraisalCertificateData,
    ConditionDisclosure,
    ContractCopy,
    DocumentKind,
    PriceCalculation,
    SalesContractData,
    TransferConfirmationData,
    UseCharacter,
)
from backend.documents.render.numbering import NumberedPlace, document_number
from backend.documents.render.sample.people import (
    BUYER,
    COMPANY,
    CROWDED_VEHICLE,
    DAY,
    RARE,
    SELLER,
    VEHICLE,
    VERIFY,
    portrait,
    signature,
)
from backend.documents.render.wording import wording
from backend.rules.years_method import Terms, appraise

# What owners sign; the certificate they only read.
SignedData = TransferConfirmationData | SalesContractData


def confirmation() -> TransferConfirmationData:
    """The ordinary case, not signed yet."""
    scheme = wording(DocumentKind.TRANSFER_CONFIRMATION).number_scheme
    number = document_number(scheme, NumberedPlace(province="35"), year=2026, sequence=82)
    return TransferConfirmationData(
        number=number,
        seller=SELLER,
        buyer=BUYER,
        vehicle=VEHICLE,
        transfer_number="202603020001010001",
        verify_url=VERIFY + number,
        market_name="福州海峡二手车交易市场管理有限公司",
        clerk_name="赵经办",
        issued_on=DAY,
        seller_photo=portrait(),
        buyer_photo=portrait(1280, 960, 24),
    )


# The copies of a contract on paper, each with its holder's name.
HOLDERS = (ContractCopy.SELLER, ContractCopy.BUYER, ContractCopy.MARKET)


def contract() -> SalesContractData:
    """The ordinary case, all three copies, not signed yet."""
    scheme = wording(DocumentKind.SALES_CONTRACT).number_scheme
    number = document_number(scheme, NumberedPlace(province="62"), year=2026, sequence=82)
    return SalesContractData(
        number=number,
        seller=SELLER,
        buyer=BUYER,
        vehicle=VEHICLE,
        price_fen=13_000_00,
        signed_on=DAY,
        signed_place="福州市仓山区二手车交易市场",
        inspected_on=DAY,
        inspected_place="福州海峡二手车交易市场",
        first_payment_on=DAY,
        liability_from=DAY,
        copies=HOLDERS,
        transfer_number="202603020001010001",
        verify_url=VERIFY + number,
        market_name="福州海峡二手车交易市场管理有限公司",
        clerk_name="赵经办",
    )


def certificate() -> AppraisalCertificateData:
    """The worked example of DOMAIN §3.2 (38 months of a car of 128 800 yuan), as the source's letter looks."""
    scheme = wording(DocumentKind.APPRAISAL_CERTIFICATE).number_scheme
    number = document_number(scheme, NumberedPlace(city_nickname="榕"), year=2022, sequence=10003)
    registered, valued = date(2019, 3, 28), date(2022, 6, 20)
    worked = appraise(Terms(Decimal(128800), registered, valued, 180))
    return AppraisalCertificateData(
        number=number,
        vehicle=replace(VEHICLE, owner_name="林卖", vehicle_type="小型普通客车", registered_on=registered),
        appraised_fen=30_000_00,
        valued_on=valued,
        issued_on=valued,
        used_months=worked.used_months,
        remarks="",
        appraiser_name="赵经办",
        company_name="福州海峡二手车交易市场管理有限公司",
        calculation=PriceCalculation(
            new_price_fen=int(worked.new_price * 100),
            used_months=worked.used_months,
            service_life_months=worked.service_life_months,
            residual_rate=Decimal("0.05"),
            residual_fen=int(worked.residual_value * 100),
            base_fen=int(worked.base_price * 100),
            coefficient=worked.coefficient,
            proposed_fen=int(worked.appraised_price * 100),
            steps=worked.steps,
            rule=worked.rule,
            price_valid_from=date(2021, 1, 1),
        ),
        transfer_number="202603020001010001",
        verify_url=VERIFY + "certificate",
    )


CONDITION = ConditionDisclosure(
    use="家庭自用，无营运经历",
    repair="2021 年 8 月更换前保险杠；其余为定期保养",
    accident="无重大碰撞、水浸、火烧",
    inspection="检验有效期至 2026 年 3 月",
    insurance="交强险有效期至 2026 年 9 月 11 日，商业险随车转让",
    mortgage="无抵押、质押",
    taxes="购置税完税，车船税已缴至 2026 年度",
    violations="无未处理的违法和事故",
    mileage="86432 公里（仪表读数，未调整）",
    scrap_date="非营运小型客车无使用年限限制，行驶 60 万公里引导报废",
    remarks="",
)


def signed(data: SignedData) -> SignedData:
    """The same document after both parties and the clerk have signed."""
    seller = data.seller.agent.name if data.seller.agent else data.seller.name
    buyer = data.buyer.agent.name if data.buyer.agent else data.buyer.name
    return replace(
        data,
        seller_signature=signature(seller, seed=1),
        buyer_signature=signature(buyer, seed=5),
        clerk_signature=signature("赵经办", seed=9),
    )


def crowded_certificate() -> AppraisalCertificateData:
    """The same letter for a unit with a very long name, a long model, remarks and an appraiser with a rare name."""
    return replace(
        certificate(),
        vehicle=replace(CROWDED_VEHICLE, owner_name=f"{COMPANY.name}（䶮㛃）"),
        appraised_fen=1_234_567_89,
        remarks="评估价格高于测算值：原厂选装运动套件、加长改装，里程 86432 公里经核实未调整，前保险杠已更换。",
        appraiser_name="欧阳𠅤𬱖",
        company_name=f"{COMPANY.name}价格评估鉴定中心",
    )


def crowded(data: SignedData) -> SignedData:
    """The same document for a unit with a very long name, its agent, and a buyer with rare characters."""
    made = replace(data, seller=COMPANY, buyer=RARE, vehicle=CROWDED_VEHICLE)
    if isinstance(made, SalesContractData):
        return replace(
            made,
            price_fen=1_234_567_89,
            use=UseCharacter.TAXI,
            first_payment_percent=Decimal("62.5"),
            first_payment_fen=771_604_93,
            balance_days=15,
            balance_fen=462_962_96,
            seller_penalty_percent=Decimal("0.05"),
            buyer_penalty_percent=Decimal("0.05"),
            mediator="福建省福州市消费者权益保护委员会汽车消费投诉专业分会",
            dispute_way=1,
            arbitration="海峡两岸",
            other_terms="甲方同意于交付前自费更换两条前轮轮胎；乙方已试驾并认可车况。随车充电桩由甲方负责拆装至乙方指定地点，费用由甲方承担。",
            condition=CONDITION,
        )
    return made
