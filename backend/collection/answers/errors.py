"""What is wrong with what was typed (填写有误). ``field`` names the input that the sentence belongs beside."""

from backend.kit.errors import Refusal


class FieldMissing(Refusal):
    """Left empty (未填写)."""

    code = "ID-100"
    status = 422
    say = "请填写{label}。"


class IdNumberMalformed(Refusal):
    """Wrong length, characters, province or an impossible birth date (身份证号有误)."""

    code = "ID-101"
    status = 422
    say = "身份证号码不正确，应为 18 位，请对照证件逐位核对。"


class IdCheckDigitWrong(Refusal):
    """The last character does not fit the others (校验位不符)."""

    code = "ID-102"
    status = 422
    say = "身份证号码校验不通过，至少有一位有误，请对照证件逐位核对或重拍。"


class BirthDateDisagrees(Refusal):
    """The birth date is not the one in the number (出生日期不符)."""

    code = "ID-103"
    status = 422
    say = "出生日期与身份证号码中的日期不一致，请核对。"


class CardExpired(Refusal):
    """The identity card's time is over (证件过期)."""

    code = "ID-104"
    status = 422
    say = "身份证已过有效期，请更换证件后重试。"


class TooYoung(Refusal):
    """Under fourteen: only with a guardian, at the station (PIPL art. 31)."""

    code = "ID-105"
    status = 422
    say = "未满 14 周岁不能自行在手机上办理，请由监护人陪同到登记服务站办理。"


class DatesOutOfOrder(Refusal):
    """A later date before an earlier one (日期先后有误)."""

    code = "ID-106"
    status = 422
    say = "{label}的先后顺序不对，请核对。"


class DateMalformed(Refusal):
    """Not a date (日期有误)."""

    code = "ID-107"
    status = 422
    say = "{label}不是有效日期，请按“2024-06-18”的格式填写。"


class SexDisagrees(Refusal):
    """The sex is not the one in the number (性别不符)."""

    code = "ID-108"
    status = 422
    say = "性别与身份证号码不一致，请核对。"


class CreditCodeWrong(Refusal):
    """Not a unified social credit code (统一社会信用代码有误)."""

    code = "ID-109"
    status = 422
    say = "统一社会信用代码校验不通过，应为 18 位，请对照营业执照逐位核对。"


class OldIdNumber(Refusal):
    """A 15-digit number, not valid as identification since 2013-01-01 (一代证)."""

    code = "ID-110"
    status = 422
    say = "15 位的旧身份证已不能使用，请使用第二代居民身份证。"


class AgentIsPrincipal(Refusal):
    """The agent's card is the principal's own (代办人与委托人相同)."""

    code = "ID-111"
    status = 422
    say = "代办人与委托人是同一人。如本人办理，请返回“选择办理身份”改为本人。"


class FieldTooLong(Refusal):
    """More text than any paper prints, or a field that there is not (内容过长)."""

    code = "ID-112"
    status = 422
    say = "{label}的内容过长或含有无法识别的字符，请按证件填写。"


class CardNotYetValid(Refusal):
    """Its validity begins in the future (证件未生效)."""

    code = "ID-113"
    status = 422
    say = "身份证有效期起始日期在今天之后，请核对。"


class PlateWrong(Refusal):
    """No plate looks like this (号牌号码有误)."""

    code = "VEH-101"
    status = 422
    say = "号牌号码不正确，请按行驶证填写，例如“闽A12345”（字母中没有 I 和 O）。"


class PlateNotTraded(Refusal):
    """A military or armed police plate (军警号牌)."""

    code = "VEH-102"
    status = 422
    say = "军队和武警号牌的车辆不能在这里办理过户。"


class VinWrong(Refusal):
    """Wrong length or characters (车辆识别代号有误)."""

    code = "VEH-103"
    status = 422
    say = "车辆识别代号应为 17 位字母和数字（没有 I、O、Q），请对照行驶证和车架号核对。"


class VinDoubtful(Refusal):
    """The check digit does not fit; a person may insist (车辆识别代号存疑)."""

    code = "VEH-104"
    status = 422
    say = "车辆识别代号的校验位不符，很可能有一位看错。请与车上的车架号逐位核对，确认无误后勾选“我已核对”。"


class EngineNumberWrong(Refusal):
    """No engine number looks like this (发动机号有误)."""

    code = "VEH-105"
    status = 422
    say = "发动机号码不正确，请按行驶证填写；没有发动机号的挂车填“无”。"


class RegisteredInFuture(Refusal):
    """Registered after today (注册日期有误)."""

    code = "VEH-106"
    status = 422
    say = "{label}在今天之后，请核对。"


class MileageWrong(Refusal):
    """No car shows this many kilometres (行驶里程有误)."""

    code = "VEH-107"
    status = 422
    say = "行驶里程请按仪表填写整数公里，例如 86000；不清楚可以不填。"


class MonthMalformed(Refusal):
    """Not a month (月份格式有误)."""

    code = "VEH-108"
    status = 422
    say = "{label}请填写年月，例如 2027-06；不清楚可以不填。"


class YesOrNo(Refusal):
    """A question with two answers got a third (请选择有或无)."""

    code = "VEH-109"
    status = 422
    say = "“{label}”请选择“有”或“无”；不清楚可以不选。"


class ConditionUnexplained(Refusal):
    """Something happened to the car, and nobody says what (车况未说明)."""

    code = "VEH-110"
    status = 422
    say = "选了“有”的项目，请在“说明”里写清楚，例如何时、哪里、是否修好。"
