"""测试人物: the generated cast that plays owners, buyers and agents in demos and tests.

Nobody here exists: the identity numbers use sequence codes 990-999, which are no longer issued, and the phones a block
of zeros. Everything is deterministic, so that a photograph made today shows the same person tomorrow. Field names are
those that ``cwt read`` prints, so that a person is also the truth of their own cards.
"""

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from backend.sandbox.numbers import credit_code, id_number, vin

LONG_TERM = "长期"


@dataclass(frozen=True, slots=True)
class Car:
    """车辆: what one vehicle licence (行驶证) says; dates as YYYY-MM-DD."""

    plate_number: str
    vehicle_type: str
    owner: str
    address: str
    use_character: str
    brand_model: str
    vin: str
    engine_number: str
    registered_on: str
    issued_on: str


@dataclass(frozen=True, slots=True)
class Company:
    """企业: what one business licence (营业执照) says; ``founded_on`` as YYYY-MM-DD."""

    credit_code: str
    name: str
    kind: str
    legal_representative: str
    registered_capital: str
    founded_on: str
    address: str


@dataclass(frozen=True, slots=True)
class Person:
    """测试人物: one adult or minor with an identity card, a phone and a WeChat account.

    ``valid_to`` is YYYY-MM-DD or 长期. ``role`` says in a word what the person is good for, ``note`` in a sentence.
    ``acts_for`` is the key of whoever wrote this person a letter of authority.
    """

    key: str
    name: str
    role: str
    note: str
    sex: str
    ethnicity: str
    birth_date: str
    address: str
    id_number: str
    issuer: str
    valid_from: str
    valid_to: str
    phone: str
    nickname: str
    portrait_seed: int
    car: Car | None = None
    company: Company | None = None
    acts_for: str = ""

    @property
    def masked_phone(self) -> str:
        """The phone as a login page may show it: 199****0001."""
        return f"{self.phone[:3]}****{self.phone[-4:]}"

    @property
    def unionid(self) -> str:
        """The identity that all apps of one Open Platform account share."""
        return "o6" + _letters(f"union:{self.key}", 26)

    def openid(self, app_id: str) -> str:
        """The identity that one app sees: 28 characters, different in every app, as WeChat does it."""
        return "o" + _letters(f"{app_id}:{self.key}", 27)

    def as_dict(self) -> dict[str, Any]:
        """Everything about the person as plain data, with the union id."""
        return asdict(self) | {"unionid": self.unionid}


def _letters(text: str, count: int) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    return "".join(alphabet[byte % 64] for byte in sha256(text.encode()).digest()[:count])


_FUZHOU = "福建省福州市鼓楼区"
_ISSUERS = {
    "350102": "福州市公安局鼓楼分局",
    "350104": "福州市公安局仓山分局",
    "330203": "宁波市公安局海曙分局",
    "621202": "陇南市公安局武都分局",
    "650102": "乌鲁木齐市公安局天山区分局",
    "420106": "武汉市公安局武昌区分局",
}


def _car(owner: str, address: str, **facts: str) -> Car:
    serial = facts.pop("serial")
    return Car(
        owner=owner,
        address=address,
        vin=vin(facts.pop("vin_head"), facts.pop("year"), serial),
        vehicle_type=facts.pop("vehicle_type", "小型轿车"),
        use_character=facts.pop("use_character", "非营运"),
        **facts,
    )


def _person(number: int, key: str, name: str, role: str, note: str, born: str, region: str, **facts: Any) -> Person:
    sex = facts.pop("sex", "男")
    # 990 to 999 never occur on cards printed today, so no real person can own the number.
    sequence = 990 + (1 if sex == "男" else 2) + 2 * (number % 4)
    return Person(
        key=key,
        name=name,
        role=role,
        note=note,
        sex=sex,
        ethnicity=facts.pop("ethnicity", "汉"),
        birth_date=born,
        id_number=id_number(region, born, sequence),
        issuer=_ISSUERS[region],
        valid_from=facts.pop("valid_from", "2018-03-15"),
        valid_to=facts.pop("valid_to", "2038-03-15"),
        phone=f"1990000{number:04d}",
        nickname=facts.pop("nickname", name),
        portrait_seed=facts.pop("portrait_seed"),
        **facts,
    )


_LIN_HOME = f"{_FUZHOU}测试路18号3座502室"
_OLD_HOME = f"{_FUZHOU}虚构巷7号"
_MINORITY_HOME = "乌鲁木齐市天山区样例路66号2号楼1单元301室"
_RARE_HOME = "浙江省宁波市海曙区模拟街道示例新村12幢401室"
_COMPANY = Company(
    credit_code=credit_code("91350100MA9T0001"),
    name="福州样例汽车贸易有限公司",
    kind="有限责任公司(自然人投资或控股)",
    legal_representative="郑法人",
    registered_capital="壹佰万圆整",
    founded_on="2016-05-09",
    address=f"{_FUZHOU}测试大道100号样例大厦8层",
)

# One line of who they are, then their facts: the formatter would make 250 lines of it.
# fmt: off
PEOPLE: tuple[Person, ...] = (
    _person(
        1, "lin-mai", "林卖", "卖方", "卖车的人，名下有一辆东南轿车，资料齐全。", "1990-03-07", "350102",
        portrait_seed=1102, address=_LIN_HOME, nickname="林间小路",
        car=_car(
            "林卖", _LIN_HOME, plate_number="闽A7F36Q", brand_model="东南牌DN7152HAS", vin_head="LDNA2C3G",
            year="E", serial="0012301", engine_number="4A91SNT1026", registered_on="2014-06-18", issued_on="2014-06-18",
        ),
    ),
    _person(
        2, "chen-mai", "陈买", "买方", "买车的人，身份证在有效期内。", "1988-11-23", "350104", sex="女",
        portrait_seed=1207, address="福建省福州市仓山区虚拟路256号6座1203室", nickname="小陈同学",
        valid_from="2016-08-02", valid_to="2036-08-02",
    ),
    _person(
        3, "wang-dai", "王代", "代办人", "受陈买委托来办手续的人。", "1985-05-30", "350102",
        portrait_seed=1300, address=f"{_FUZHOU}示范街33号2座801室", nickname="王师傅", acts_for="chen-mai",
    ),
    _person(
        4, "wai-ren-sun", "外人孙", "局外人", "和任何一笔过户都没有关系，什么都不该看到。", "1993-09-12", "420106",
        portrait_seed=1400, address="湖北省武汉市武昌区无关路9号", nickname="路过的孙",
        valid_from="2019-01-10", valid_to="2039-01-10",
    ),
    _person(
        5, "zhou-lao", "周老伯", "年长车主", "七十多岁，身份证长期有效，适合试大字模式。", "1951-02-14", "350102",
        portrait_seed=1524, address=_OLD_HOME, nickname="老周", valid_from="2011-04-20", valid_to=LONG_TERM,
        car=_car(
            "周老伯", _OLD_HOME, plate_number="闽AK5107", brand_model="五菱牌LZW6450PY", vehicle_type="小型面包车",
            vin_head="LZWACAGA", year="H", serial="0000718", engine_number="LJ479QE2H118",
            registered_on="2017-03-02", issued_on="2017-03-02",
        ),
    ),
    _person(
        6, "wu-xiao", "吴小满", "未成年人", "不满十八岁，不能单独卖车。", "2012-05-20", "350104", sex="女",
        portrait_seed=1603, address="福建省福州市仓山区虚拟路88号", nickname="小满",
        valid_from="2024-06-01", valid_to="2029-06-01",
    ),
    _person(
        7, "huang-qi", "黄过期", "证件过期", "身份证已过有效期，应被提醒换证。", "1979-12-03", "350102",
        portrait_seed=1701, address=f"{_FUZHOU}旧址路5号", nickname="阿黄",
        valid_from="2004-07-16", valid_to="2024-07-16",
        car=_car(
            "黄过期", f"{_FUZHOU}旧址路5号", plate_number="闽A2B89P", brand_model="别克牌SGM7205ATA",
            vin_head="LSGGF53X", year="B", serial="1203340", engine_number="LTD111230087",
            registered_on="2011-10-26", issued_on="2011-10-26",
        ),
    ),
    _person(
        8, "zheng-fa", "郑法人", "企业代表", "样例汽车贸易公司的法定代表人，车在公司名下。", "1982-04-18", "350102",
        portrait_seed=1800, address=f"{_FUZHOU}测试大道100号", nickname="郑总", company=_COMPANY,
        car=_car(
            _COMPANY.name, _COMPANY.address, plate_number="闽A9K512", brand_model="长安牌SC6468AB5",
            vehicle_type="小型普通客车", vin_head="LS4ASE2A", year="K", serial="0003366",
            engine_number="JL473QFK9366", registered_on="2019-07-11", issued_on="2019-07-11",
        ),
    ),
    _person(
        9, "zhang-yan", "张䶮", "生僻字卖方", "名字里有生僻字“䶮”，车是新能源小型车。", "1996-08-08", "330203",
        portrait_seed=1903, address=_RARE_HOME, nickname="飞龙在天",
        valid_from="2022-02-22", valid_to="2042-02-22",
        car=_car(
            "张䶮", _RARE_HOME, plate_number="浙BD12345", brand_model="比亚迪牌BYD7005BEV4", vin_head="LC0CE4CB",
            year="M", serial="0088123", engine_number="TZ200XSQ8123",
            registered_on="2021-09-30", issued_on="2021-09-30",
        ),
    ),
    _person(
        10, "li-yu", "李𠅤", "生僻字买方", "名字里有扩展区的生僻字“𠅤”。", "1999-01-31", "621202", sex="女",
        portrait_seed=2004, address="甘肃省陇南市武都区样例镇演示村12号", nickname="小李飞刀",
        valid_from="2020-05-05", valid_to="2030-05-05",
    ),
    _person(
        11, "aili-jiang", "艾力江·买买提", "少数民族姓名", "姓名中间有间隔号，行驶证换领过。", "1987-06-16", "650102",
        ethnicity="维吾尔", portrait_seed=2103, address=_MINORITY_HOME, nickname="Alijan",
        valid_from="2017-10-10", valid_to="2037-10-10",
        car=_car(
            "艾力江·买买提", _MINORITY_HOME, plate_number="新A6H28K", brand_model="大众牌SVW7167BSD",
            vin_head="LSVAA218", year="G", serial="2100456", engine_number="CSTA67210",
            registered_on="2016-04-12", issued_on="2018-01-22",
        ),
    ),
    _person(
        12, "he-pei", "何配偶", "普通买方", "可用来试换人或第二个买方。", "1991-07-07", "350102", sex="女",
        portrait_seed=2200, address=_LIN_HOME, nickname="荷塘月色",
    ),
)
# fmt: on

BY_KEY = {person.key: person for person in PEOPLE}


def person(key: str) -> Person:
    """The person of that key; ``KeyError`` when there is none."""
    return BY_KEY[key]
