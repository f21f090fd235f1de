"""What was read from one photograph (识别结果), and the words in which doubts are told."""

from dataclasses import dataclass, field
from typing import Final

#: The fields of each kind of card, in the order people read them. ``valid_to`` may be 长期.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id_front": ("name", "sex", "ethnicity", "birth_date", "address", "id_number"),
    "id_back": ("issuer", "valid_from", "valid_to"),
    "vehicle_licence": (
        "plate_number",
        "vehicle_type",
        "owner",
        "address",
        "use_character",
        "brand_model",
        "vin",
        "engine_number",
        "registered_on",
        "issued_on",
    ),
    "business_licence": (
        "credit_code",
        "name",
        "kind",
        "legal_representative",
        "registered_capital",
        "founded_on",
        "address",
    ),
    "registration_certificate": (
        "certificate_number",
        "owner",
        "id_number",
        "plate_number",
        "brand_model",
        "vin",
        "engine_number",
        "vehicle_type",
        "registered_on",
        "color",
        "use_character",
        "manufacturer",
    ),
}
KINDS: Final = tuple(FIELDS)

#: Below this confidence a field is doubted (``low_confidence:<name>``) and a person is asked to look at it.
SURE: Final = 0.90

#: Fields where one wrong letter harms: read twice, and doubted when the two readings differ.
CRITICAL: Final[dict[str, tuple[str, ...]]] = {
    "id_front": ("name", "id_number"),
    "id_back": (),
    "vehicle_licence": ("plate_number", "owner", "vin"),
    "business_licence": ("credit_code", "name", "legal_representative"),
    "registration_certificate": ("certificate_number", "plate_number", "vin"),
}

#: 疑点: every doubt that a reading may carry, with the sentence for the owner. Codes are stable. The last four are
#: followed by ``:`` and a field's name, or by ``:`` and the kind of card that was seen instead.
DOUBTS: Final[dict[str, str]] = {
    "not_a_card": "照片里没有找到可识别的证件，请把证件平放、拍满画面后重拍。",
    "id_number_check_digit": "公民身份号码校验不通过，请核对或重拍。",
    "birth_date_differs": "出生日期与身份号码不一致，请核对或重拍。",
    "sex_differs": "性别与身份号码不一致，请核对或重拍。",
    "valid_to_before_valid_from": "有效期限的截止日期早于起始日期，请核对或重拍。",
    "valid_term_unusual": "有效期限不是 5 年、10 年、20 年或长期，请核对或重拍。",
    "plate_malformed": "号牌号码格式不正确，请核对或重拍。",
    "vin_malformed": "车辆识别代号格式不正确，请核对或重拍。",
    "vin_check_digit": "车辆识别代号校验位不符，请逐字核对。",
    "vin_letters_replaced": "车辆识别代号中的字母 I、O、Q 已按数字 1、0 理解，请逐字核对。",
    "dates_out_of_order": "发证日期早于注册日期，请核对或重拍。",
    "credit_code_check_digit": "统一社会信用代码校验不通过，请核对或重拍。",
    "date_impossible": "日期不存在或不合理，请核对或重拍。",
    "certificate_number_malformed": "登记证书编号不是 12 位数字，请核对或重拍。",
    "owner_number_malformed": "所有人的证件号码校验不通过，请核对或重拍。",
    "picture_copied": "照片像是复印件，请拍摄证件原件。",
    "picture_reshot": "照片像是从屏幕或照片上翻拍的，请拍摄证件原件。",
    "picture_incomplete": "证件没有拍全，请让四个角都在画面里后重拍。",
    "picture_tampered": "照片疑似被修改过，请拍摄证件原件，不要使用处理过的照片。",
    "kind_differs": "照片像是另一种证件，请确认后重拍。",
    "field_missing": "有内容没有识别到，请补填或重拍。",
    "low_confidence": "有内容识别不够清楚，请核对。",
    "readers_differ": "两种识别结果不一致，请对照证件核对。",
}


#: Doubts about the picture itself. Aliyun alone judges it; our own is the picture inspector's (``forgery``).
OF_THE_PICTURE: Final = ("picture_copied", "picture_reshot", "picture_incomplete", "picture_tampered")
JUDGES_PICTURES: Final = "aliyun"


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field: its text, how sure the reader is (0 to 1), and where it stands in the photograph.

    ``box`` is ``(left, top, right, bottom)`` in pixels of the photograph as displayed (EXIF turn applied).
    """

    value: str
    confidence: float
    box: tuple[int, int, int, int] | None = None

    @property
    def sure(self) -> bool:
        """Whether nobody needs to look at it again."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class CardReading:
    """One card. ``kind`` is one of :data:`KINDS`, or ``""`` when no card was seen; then ``fields`` is empty.

    ``doubts`` hold codes of :data:`DOUBTS`; nothing was silently mended. ``took_ms`` is the time in the worker.
    """

    kind: str
    fields: dict[str, FieldReading] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    provider: str = ""
    provider_version: str = ""
    took_ms: int = 0


def sentence(doubt: str) -> str:
    """The Chinese sentence of one doubt code."""
    return DOUBTS[doubt.split(":")[0]]
