"""The invented people and cars of the samples (样张人物); numbers have right check digits and belong to nobody."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from math import cos, pi, sin

from PIL import Image, ImageDraw

from backend.documents.render.data import AgentFacts, PartyFacts, PartyKind, SignatureMark, VehicleFacts

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
CROWDED_VEHICLE = replace(
    VEHICLE,
    brand_model="梅赛德斯-奔驰牌WDDUX8GB6KA 4MATIC 行政加长版改装（原厂选装运动套件）",
    engine_number="27692930123456789012345/M276DE35LA",
    use_character="预约出租客运",
    owner_name=COMPANY.name,
    other_condition="右后门有划痕，随车附件（备胎、千斤顶、三角警示牌、原厂充电枪、两把遥控钥匙、脚垫）齐全",
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
