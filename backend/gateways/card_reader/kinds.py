"""Which card is it? (证件分类) Told by the words that only this kind of card prints."""

from typing import Final

from backend.gateways.card_reader.labels import Vocabulary, distance
from backend.gateways.card_reader.lines import Line

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
}
_ENOUGH: Final = {"id_front": 5.0, "id_back": 4.0, "vehicle_licence": 6.0, "business_licence": 5.0}


def tell_kind(lines: list[Line], wanted: str | None = None) -> tuple[str, float]:
    """The likeliest kind and how clearly it shows, from 0 (no word of any card) to 1.

    A ``wanted`` kind wins a draw; another kind is answered only when it shows clearly and the wanted one does not.
    """
    words = "\n".join("".join(line.text.split()) for line in lines)
    scores = {kind: _score(kind, words) for kind in _TELLING}
    if wanted and (scores[wanted] >= 0.2 or max(scores.values()) < 0.5):
        return wanted, scores[wanted]
    best = max(scores, key=lambda kind: scores[kind])
    return best, scores[best]


def _score(kind: str, words: str) -> float:
    total = sum(weight for word, weight in _TELLING[kind].items() if _holds(words, word))
    return min(1.0, total / _ENOUGH[kind])


def _holds(words: str, word: str) -> bool:
    """Whether ``word`` is printed; long words may have one letter misread."""
    if word in words:
        return True
    if len(word) < 4:
        return False
    size = len(word)
    return any(distance(words[at : at + size], word) <= 1 for at in range(len(words) - size + 1))
