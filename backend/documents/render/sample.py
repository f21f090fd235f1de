"""Sample documents (样张) with invented people: to look at, to print on a station's printer, to compare with the forms.

``cwt documents render --sample DIR`` writes them. Numbers have right check digits and belong to nobody.
"""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw

from backend.documents.render.data import (
    AgentFacts,
    AppraisalCertificateData,
    ConditionDisclosure,
    ContractCopy,
    DocumentData,
    DocumentKind,
    PartyFacts,
    PartyKind,
    PriceCalculation,
    SalesContractData,
    SignatureMark,
    TransferConfirmationData,
    UseCharacter,
    VehicleFacts,
)
from backend.documents.render.numbering import NumberedPlace, document_number
from backend.documents.render.rendering import render
from backend.documents.render.wording import wording
from backend.rules.years_method import Terms, appraise

# What owners sign; the certificate they only read.
SignedData = TransferConfirmationData | SalesContractData

SIGNED_AT = datetime(2026, 3, 2, 2, 15, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
VERIFY = "https://chewutong.example/verify/"

SELLER = PartyFacts(
    name="林卖",
    document_number="350102199003074515",
    ethnicity="汉",
    phone="13800000001",
    address="福建省福州市鼓楼区五四路 158 号环球广场 12 层",
)
BUYER = PartyFacts(
    name="陈买",
    document_number="350102199003074523",
    ethnicity="畲",
    phone="13800000002",
    address="甘肃省陇南市武都区城关镇建设路 6 号",
)
RARE = PartyFacts(
    name="欧阳𠅤𬱖",
    document_number="621202200002290010",
    ethnicity="维吾尔",
    phone="13800000003",
    address=(
        "新疆维吾尔自治区伊犁哈萨克自治州霍城县清水河经济技术开发区䶮㛃街道亚欧路延长线 318 号"
        "国际商贸物流产业园综合服务中心 B 座 1806 室"
    ),
)
COMPANY = PartyFacts(
    name="福州经济技术开发区海峡两岸新能源汽车综合服务与二手车流通供应链管理有限责任公司闽侯分公司",
    document_number="91350100M000100Y43",
    kind=PartyKind.COMPANY,
    document_name="营业执照",
    phone="0591-87654321",
    address="福建省福州市闽侯县上街镇乌龙江中大道 7 号创新园二期 18 号楼 5 层 501 至 512 单元",
    agent=AgentFacts("王代", "440524188001010014", "13800000005"),
)
VEHICLE = VehicleFacts(
    plate_number="闽A12345",
    vin="LZWACAGAXH0000001",
    engine_number="8GC2603457",
    brand_model="五菱牌LZW6450PY",
    vehicle_type="小型面包车",
    use_character="非营运",
    registered_on=date(2017, 3, 9),
    inspection_valid_until="2026-03",
    mileage_km=86432,
)


def portrait(width: int = 900, height: int = 1200, tint: int = 0) -> bytes:
    """A drawn stand-in for the photograph of a party: head and shoulders on a blue ground."""
    image = Image.new("RGB", (width, height), (120, 160 + tint, 205))
    pen = ImageDraw.Draw(image)
    pen.ellipse((width * 0.08, height * 0.62, width * 0.92, height * 1.5), fill=(52, 60 + tint, 84))
    pen.rectangle((width * 0.42, height * 0.5, width * 0.58, height * 0.68), fill=(222, 184, 156))
    pen.ellipse((width * 0.29, height * 0.16, width * 0.71, height * 0.6), fill=(232, 196, 168))
    pen.pieslice((width * 0.27, height * 0.1, width * 0.73, height * 0.56), 180, 360, fill=(40, 34, 32))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def signature(name: str, *, seed: int = 1) -> SignatureMark:
    """Strokes such as a finger leaves: a few curves per character, pressed harder in the middle."""
    strokes = []
    for index in range(len(name) * 4):
        left = 0.06 + 0.88 * (index // 4) / len(name)
        phase = seed * 1.7 + index * 2.3
        stroke = []
        for step in range(24):
            t = step / 23
            x = left + 0.75 / len(name) * (0.5 + 0.42 * cos(phase + t * pi * (0.6 + index % 3 * 0.35)))
            y = 0.5 + 0.34 * sin(phase * 1.3 + t * pi * (0.5 + index % 4 * 0.3))
            stroke.append(
                (round(x, 4), round(y, 4), float(index * 300 + step * 12), round(0.25 + 0.7 * sin(t * pi), 3))
            )
        strokes.append(tuple(stroke))
    return SignatureMark(tuple(strokes), name, SIGNED_AT, aspect=2.4)


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
        copies=tuple(ContractCopy),
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


CROWDED_VEHICLE = replace(
    VEHICLE,
    brand_model="梅赛德斯-奔驰牌WDDUX8GB6KA 4MATIC 行政加长版改装（原厂选装运动套件）",
    engine_number="27692930123456789012345/M276DE35LA",
    use_character="预约出租客运",
    owner_name=COMPANY.name,
    other_condition="右后门有划痕，随车附件（备胎、千斤顶、三角警示牌、原厂充电枪、两把遥控钥匙、脚垫）齐全",
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


def samples() -> dict[str, tuple[DocumentKind, DocumentData | None, str]]:
    """Every sample: file name to kind, data and city."""
    made: dict[str, tuple[DocumentKind, DocumentData | None, str]] = {}
    parts: tuple[tuple[DocumentKind, SignedData], ...] = (
        (DocumentKind.TRANSFER_CONFIRMATION, confirmation()),
        (DocumentKind.SALES_CONTRACT, contract()),
    )
    for kind, data in parts:
        made |= {
            f"{kind}-blank": (kind, None, "default"),
            f"{kind}-unsigned": (kind, data, "default"),
            f"{kind}-signed": (kind, signed(data), "default"),
            f"{kind}-crowded": (kind, signed(crowded(data)), "default"),
            f"{kind}-fuzhou": (kind, signed(data), "fuzhou"),
        }
    kind = DocumentKind.APPRAISAL_CERTIFICATE
    return made | {
        f"{kind}-blank": (kind, None, "default"),
        f"{kind}-filled": (kind, certificate(), "default"),
        f"{kind}-crowded": (kind, crowded_certificate(), "default"),
        f"{kind}-judged": (kind, replace(certificate(), calculation=None), "default"),
    }


def write_samples(folder: Path) -> int:
    """Write every sample as a PDF into ``folder`` (made if missing); returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    made = samples()
    for name, (kind, data, city) in made.items():
        (folder / f"{name}.pdf").write_bytes(render(kind, data, city=city).pdf)
    return len(made)
