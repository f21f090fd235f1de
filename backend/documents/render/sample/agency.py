"""Samples of the application, the powers of attorney and the commitment letter (申请表、委托书、承诺函样张)."""

from dataclasses import replace
from datetime import date

from backend.documents.render.data import (
    AgentFacts,
    CommitmentLetterData,
    DocumentKind,
    PlateDelivery,
    PowerOfAttorneyData,
    RegistrationApplicationData,
    RegistrationBusiness,
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
    signature,
)
from backend.documents.render.wording import wording

MARKET = "福州海峡二手车交易市场管理有限公司"
OFFICE = "福州市公安局交通警察支队车辆管理所"
SERIAL = "202603020001010001"
# DOMAIN §5.5: the real form's sample runs for 60 days.
UNTIL = date(2026, 4, 30)
AGENT = AgentFacts("王代", "440524188001010014", "13800000005", card_number="榕代证第00128号")
FIRM = AgentFacts(
    f"{COMPANY.name}机动车业务代理服务中心",
    "91350100M000100Y43",
    "0591-87654321-8008",
    document_name="统一社会信用代码证书",
    card_number="榕二手车行业协会代证字〔2026〕第00128号",
    handler="欧阳𠅤𬱖",
)
CAR = replace(VEHICLE, plate_type="小型汽车")
CROWDED_CAR = replace(CROWDED_VEHICLE, plate_type="小型新能源汽车")
AGENT_BUYER = replace(BUYER, agent=AGENT, postcode="746000", landline="0939-8210000")
CROWDED_BUYER = replace(RARE, agent=FIRM, postcode="835200", landline="0999-3028888-10086")


def number(kind: DocumentKind) -> str:
    """The kind's number 82 of the year."""
    return document_number(wording(kind).number_scheme, NumberedPlace("35", "01"), year=2026, sequence=82)


def application() -> RegistrationApplicationData:
    """The ordinary case: a local transfer that an agent applies for, not signed yet."""
    made = number(DocumentKind.REGISTRATION_APPLICATION)
    return RegistrationApplicationData(
        number=made,
        buyer=AGENT_BUYER,
        vehicle=CAR,
        transfer_number=SERIAL,
        verify_url=VERIFY + made,
        market_name=MARKET,
    )


def crowded_application() -> RegistrationApplicationData:
    """A car that leaves for another province, bought by somebody with rare characters through a firm."""
    return replace(
        application(),
        buyer=CROWDED_BUYER,
        vehicle=CROWDED_CAR,
        businesses=frozenset({RegistrationBusiness.TRANSFER, RegistrationBusiness.MOVE_OUT}),
        to_province="新疆维吾尔",
        to_city="伊犁哈萨克自治州",
        signed_on=DAY,
        buyer_signature=signature("欧阳𠅤𬱖", seed=5),
    )


def power_of_attorney(kind: DocumentKind) -> PowerOfAttorneyData:
    """The ordinary case of each version, not signed yet."""
    made, selling = number(kind), kind is DocumentKind.SELLER_POWER_OF_ATTORNEY
    office = kind is DocumentKind.REGISTRATION_POWER_OF_ATTORNEY
    return PowerOfAttorneyData(
        number=made,
        principal=SELLER if selling else BUYER,
        agent=AGENT,
        vehicle=CAR,
        addressee=OFFICE if office else MARKET,
        handles_price=selling,
        limits="成交价款不低于人民币 12000 元" if selling else "",
        valid_from=DAY,
        valid_until=UNTIL,
        plate_delivery=PlateDelivery(BUYER.name, BUYER.phone, BUYER.address) if office else None,
        signed_place="福州市仓山区",
        transfer_number=SERIAL,
        verify_url=VERIFY + made,
        market_name=MARKET,
    )


def crowded_power_of_attorney(kind: DocumentKind) -> PowerOfAttorneyData:
    """A unit with a very long name entrusts a firm with one, and sends its plates far; signed."""
    return replace(
        power_of_attorney(kind),
        principal=COMPANY,
        agent=FIRM,
        vehicle=CROWDED_CAR,
        addressee=f"伊犁哈萨克自治州霍城县{OFFICE}清水河䶮㛃分所",
        businesses=frozenset({RegistrationBusiness.TRANSFER, RegistrationBusiness.MOVE_OUT}),
        limits="成交价款不低于人民币 1234567.89 元；不得赊销；车款只付入委托人的对公账户；合同文本须先报委托人同意。",
        plate_delivery=PlateDelivery(RARE.name, "0999-3028888-10086", RARE.address),
        signed_on=DAY,
        signed_place=RARE.address,
        principal_signature=signature("林卖", seed=1),
        agent_signature=signature("欧阳𠅤𬱖", seed=7),
    )


def commitment() -> CommitmentLetterData:
    """The ordinary case, not signed yet."""
    made = number(DocumentKind.COMMITMENT_LETTER)
    return CommitmentLetterData(
        number=made,
        agent=AGENT,
        seller=SELLER,
        buyer=BUYER,
        vehicle=CAR,
        addressee=f"{MARKET}、{OFFICE}",
        transfer_number=SERIAL,
        verify_url=VERIFY + made,
        market_name=MARKET,
    )


def crowded_commitment() -> CommitmentLetterData:
    """The same letter from a firm with a very long name, for a unit and for somebody with rare characters; signed."""
    return replace(
        commitment(),
        agent=FIRM,
        seller=COMPANY,
        buyer=RARE,
        vehicle=CROWDED_CAR,
        addressee=f"{MARKET}、伊犁哈萨克自治州霍城县{OFFICE}清水河䶮㛃分所",
        signed_on=DAY,
        received_on=DAY,
        agent_signature=signature("欧阳𠅤𬱖", seed=7),
        clerk_signature=signature("赵经办", seed=9),
    )
