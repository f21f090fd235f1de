"""Which card is it? (证件分类) Told by the words that only this kind of card prints."""

from typing import Final

from backend.gateways.card_reader.labels import Vocabulary, distance
from backend.gateways.card_reader.lines import Line


def _cell(number: int, *words: str) -> tuple[str, ...]:
    """The spellings of a numbered cell of a registration certificate: its numeral is part of the label."""
    return tuple(f"{number}{stop}{word}" for word in words for stop in (".", "、", "．", "")) + words


VOCABULARY: Final[dict[str, Vocabulary]] = {
    "id_front": {
        "name": ("姓名",),
        "sex": ("性别",),
        "ethnicity": ("民族",),
        "birth_date": ("出生",),
        "address": ("住址",),
        "id_number": ("公民身份号码", "身份号码", "公民身份证号码"),
    },
    "id_back": {
        "heading": ("中华人民共和国", "居民身份证"),
        "issuer": ("签发机关",),
        "valid": ("有效期限", "有效期"),
    },
    "vehicle_licence": {
        "heading": ("中华人民共和国机动车行驶证", "机动车行驶证"),
        "plate_number": ("号牌号码",),
        "vehicle_type": ("车辆类型",),
        "owner": ("所有人",),
        "address": ("住址",),
        "use_character": ("使用性质",),
        "brand_model": ("品牌型号",),
        "vin": ("车辆识别代号", "车辆识别代码", "车架号"),
        "engine_number": ("发动机号码", "发动机号"),
        "registered_on": ("注册日期",),
        "issued_on": ("发证日期",),
    },
    "business_licence": {
        "heading": ("营业执照",),
        "credit_code": ("统一社会信用代码", "社会信用代码"),
        "name": ("名称",),
        "kind": ("类型", "主体类型", "公司类型"),
        "legal_representative": ("法定代表人", "经营者", "负责人", "投资人", "执行事务合伙人", "经营者姓名"),
        "registered_capital": ("注册资本", "注册资金", "出资额", "出资总额"),
        "founded_on": ("成立日期", "注册日期", "成立时间"),
        "address": ("住所", "经营场所", "营业场所", "主要经营场所", "企业住所", "营业场所"),
        "term": ("营业期限", "经营期限", "合伙期限"),
        "scope": ("经营范围",),
        "form": ("组成形式",),
        "paid": ("实收资本",),
        "office": ("登记机关",),
        "copy": ("副本", "正本"),
    },
    "registration_certificate": {
        "heading": ("机动车登记证书", "注册登记摘要信息栏", "注册登记机动车信息栏", "过户、转入登记摘要信息栏"),
        "certificate_number": ("登记证书编号", "证书编号", "编号"),
        "owner": _cell(1, "机动车所有人/身份证明名称/号码", "机动车所有人/身份证明名称/证件号码", "机动车所有人"),
        "office": _cell(2, "登记机关"),
        "registered_on": _cell(3, "登记日期"),
        "plate_number": _cell(4, "机动车登记编号"),
        "vehicle_type": _cell(5, "车辆类型"),
        "brand": _cell(6, "车辆品牌"),
        "model": _cell(7, "车辆型号"),
        "color": _cell(8, "车身颜色"),
        "vin": _cell(9, "车辆识别代号/车架号", "车辆识别代号", "车架号"),
        "origin": _cell(10, "国产/进口"),
        "engine_number": _cell(11, "发动机号码", "发动机号"),
        "engine_model": _cell(12, "发动机型号"),
        "fuel": _cell(13, "燃料种类"),
        "power": _cell(14, "排量/功率"),
        "manufacturer": _cell(15, "制造厂名称"),
        "steering": _cell(16, "转向形式"),
        "track": _cell(17, "轮距"),
        "tyres": _cell(18, "轮胎数"),
        "tyre_size": _cell(19, "轮胎规格"),
        "springs": _cell(20, "钢板弹簧片数"),
        "wheelbase": _cell(21, "轴距"),
        "axles": _cell(22, "轴数"),
        "size": _cell(23, "外廓尺寸"),
        "hold": _cell(24, "货厢内部尺寸"),
        "mass": _cell(25, "总质量"),
        "load": _cell(26, "核定载质量"),
        "seats": _cell(27, "核定载客"),
        "towed": _cell(28, "准牵引总质量"),
        "cab": _cell(29, "驾驶室载客"),
        "use_character": _cell(30, "使用性质"),
        "gained": _cell(31, "车辆获得方式"),
        "made_on": _cell(32, "车辆出厂日期"),
        "seal": _cell(33, "发证机关章"),
        "issued_on": _cell(34, "发证日期"),
    },
}

# What each word weighs when telling kinds: words that two kinds share weigh nothing.
_TELLING: Final[dict[str, dict[str, float]]] = {
    "id_front": {"姓名": 1, "性别": 1, "民族": 1, "出生": 1, "公民身份号码": 3, "住址": 0.4},
    "id_back": {"居民身份证": 2, "签发机关": 2, "有效期限": 2, "中华人民共和国": 0.4},
    "vehicle_licence": {
        "机动车行驶证": 2,
        "号牌号码": 1.5,
        "车辆类型": 1,
        "所有人": 1,
        "使用性质": 1.5,
        "品牌型号": 1.5,
        "车辆识别代号": 1.5,
        "发动机号码": 1.5,
        "注册日期": 0.3,
        "发证日期": 1,
    },
    "business_licence": {
        "营业执照": 2.5,
        "统一社会信用代码": 2,
        "经营范围": 2,
        "法定代表人": 1.5,
        "经营者": 1,
        "注册资本": 1.5,
        "成立日期": 1,
        "营业期限": 1,
        "登记机关": 1,
        "经营场所": 1,
    },
    "registration_certificate": {
        "机动车登记证书": 2,
        "登记摘要信息栏": 2,
        "机动车信息栏": 2,
        "身份证明名称": 1.5,
        "机动车登记编号": 1.5,
        "车辆品牌": 1,
        "车辆型号": 1,
        "车身颜色": 1,
        "制造厂名称": 1,
        "车辆获得方式": 1,
        "车辆出厂日期": 1,
    },
}
_ENOUGH: Final = {
    "id_front": 5.0,
    "id_back": 4.0,
    "vehicle_licence": 6.0,
    "business_licence": 5.0,
    "registration_certificate": 5.0,
}

_OUTDONE: Final = 1.8


def tell_kind(lines: list[Line], wanted: str | None = None) -> tuple[str, float]:
    """The likeliest kind and how clearly it shows, from 0 (no word of any card) to 1.

    A ``wanted`` kind wins a draw; another kind is answered only when it shows clearly and the wanted one does not.
    """
    words = "\n".join("".join(line.text.split()) for line in lines)
    scores = {kind: _score(kind, words) for kind in _TELLING}
    best = max(scores, key=lambda kind: scores[kind])
    # A registration certificate prints most words of a licence, and as many of its own.
    outdone = wanted is not None and scores[best] >= 1 and scores[best] >= _OUTDONE * scores[wanted]
    if wanted and not outdone and (scores[wanted] >= 0.2 or scores[best] < 0.5):
        best = wanted
    return best, min(1.0, scores[best])


def _score(kind: str, words: str) -> float:
    total = sum(weight for word, weight in _TELLING[kind].items() if _holds(words, word))
    return total / _ENOUGH[kind]


def _holds(words: str, word: str) -> bool:
    """Whether ``word`` is printed; long words may have one letter misread."""
    if word in words:
        return True
    if len(word) < 4:
        return False
    size = len(word)
    return any(distance(words[at : at + size], word) <= 1 for at in range(len(words) - size + 1))
