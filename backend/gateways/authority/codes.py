"""Every answer of the authority as a fact and a sentence (答复对照表).

Sources: INTEGRATIONS §4.4; help.aliyun.com/zh/id-verification: information-verification/developer-reference/
error-code-info-check (二要素、三要素), financial-grade-id-verification/error-code and image-id-verification (人像).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says: agreement (None: cannot say) and the sentence for the clerk."""

    agrees: bool | None
    sentence: str


_IN_PERSON: Final = "请经办人当面核对身份证原件后判断。"

# BizCode of Id2MetaVerify.
PERSON: Final[Mapping[str, Meaning]] = {
    "1": Meaning(True, "公安系统核对一致：姓名与身份证号码属于同一人。"),
    "2": Meaning(
        False,
        "公安系统核对不一致：姓名与身份证号码不属于同一人。请对照身份证原件看是否认错或填错；都没有错，请停止办理并核实证件真伪。",
    ),
    "3": Meaning(None, f"公安系统查不到这个身份证号码，可能是户口迁移、新领证件等情形，不能说明证件有假。{_IN_PERSON}"),
}

# SubCode of Mobile3MetaDetailVerify; the plain BizCode where only the short answer was bought.
PHONE: Final[Mapping[str, Meaning]] = {
    "101": Meaning(True, "运营商核对一致：手机号登记在本人名下。"),
    "201": Meaning(
        False, "运营商核对不一致：手机号登记在他人名下。请本人改用自己名下的手机号，或说明使用他人手机号的原因。"
    ),
    "202": Meaning(
        False,
        "运营商核对不一致：手机号登记的姓名相同，但证件号码不同，可能是同名的他人，也可能是用旧证件登记的。请向本人核实。",
    ),
    "203": Meaning(
        False,
        "运营商核对不一致：手机号登记的证件号码相同，但姓名不同，可能改过名或姓名认错了一个字。请对照身份证原件核对姓名。",
    ),
    "204": Meaning(False, "运营商核对不一致，没有说明是姓名还是证件号码不同。请向本人核实手机号由谁登记。"),
    "301": Meaning(None, "运营商查不到这个手机号的登记，可能是新入网或刚携号转网。请向本人核实手机号由谁登记。"),
    "1": Meaning(True, "运营商核对一致：手机号登记在本人名下。"),
    "2": Meaning(
        False, "运营商核对不一致：手机号没有登记在本人名下。请本人改用自己名下的手机号，或说明使用他人手机号的原因。"
    ),
    "3": Meaning(None, "运营商查不到这个手机号的登记，可能是新入网或刚携号转网。请向本人核实手机号由谁登记。"),
}

# SubCode of ContrastFaceVerify. The vendor itself advises a person's look at 202, 203, 205 and 206.
FACE: Final[Mapping[str, Meaning]] = {
    "200": Meaning(True, "公安人像比对通过：照片与公安系统留存的照片是同一人。"),
    "201": Meaning(
        False,
        "公安系统核对不一致：姓名与身份证号码不属于同一人，没有比对照片。请对照身份证原件看是否认错或填错；都没有错，请停止办理并核实证件真伪。",
    ),
    "202": Meaning(None, f"公安系统查不到这个身份证号码，没有比对照片；可能是户口迁移等情形。{_IN_PERSON}"),
    "203": Meaning(None, f"公安系统没有此人可用的照片，无法比对。{_IN_PERSON}"),
    "204": Meaning(
        False,
        "公安人像比对不一致：照片与公安系统留存的照片不像同一人。请本人在光线充足处重拍一张正脸自拍；仍不一致，请停止办理。",
    ),
    "205": Meaning(
        None, "自拍照可能是翻拍的照片或屏幕，公安系统没有给出结论。请本人到站，由经办人当面核对，或重新拍摄。"
    ),
    "206": Meaning(None, f"公安系统因风险策略没有给出结论。{_IN_PERSON}"),
}
FACE_FAILED: Final = Meaning(None, f"公安人像比对没有通过，也没有说明原因。{_IN_PERSON}")

# Codes of the reply itself that are about this person or picture, not about our account: nobody is charged for them.
META_REFUSALS: Final[Mapping[str, Meaning]] = {
    "401": Meaning(None, "公安系统不接受这样写的姓名或号码，没有核对。请对照身份证原件核对姓名和号码的写法。"),
    "403": Meaning(None, f"同样的内容今天核对次数过多，公安系统不再回答。{_IN_PERSON}"),
    "405": Meaning(None, "这个手机号段不支持核对（例如虚拟运营商）。请向本人核实手机号由谁登记。"),
}
FACE_REFUSALS: Final[Mapping[str, Meaning]] = {
    "401": META_REFUSALS["401"],
    "405": Meaning(None, "未满十四周岁的人不能使用公安人像比对。请由监护人到站，经办人当面核对证件。"),
    "417": Meaning(None, f"公安系统暂时无法核对此人（此前查无记录或信息不符）。{_IN_PERSON}"),
    "418": Meaning(None, f"此人今天比对失败次数过多，公安系统明天才再回答。今天{_IN_PERSON}"),
    "419": Meaning(None, "自拍照里看不清人脸，没有比对。请本人在光线充足处正对镜头重拍一张，不要遮挡、不要太远。"),
    "421": Meaning(None, "自拍照太大，没有比对。请本人重拍一张普通大小的自拍。"),
    "427": Meaning(None, f"公安系统因风险策略没有核对此人。{_IN_PERSON}"),
}
# 402 is the authority being out of order for the two and three elements, but a missing configuration for faces.
META_PASSING: Final = frozenset({"402"})

UNREADABLE: Final = Meaning(None, "自拍照打不开，没有送去比对。请本人重新拍摄。")
HASHED_ONLY: Final = Meaning(
    None, f"本平台设置为姓名和号码只以密文送出，公安人像比对不支持密文，因此没有送出照片。{_IN_PERSON}"
)
