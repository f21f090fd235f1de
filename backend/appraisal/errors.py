"""What can be refused about an appraisal (评估的拒绝理由)."""

from backend.kit.errors import Refusal


class CoefficientOutOfBounds(Refusal):
    """Further from the default than this person may go (变动系数超限)."""

    code = "APR-101"
    status = 422
    say = "变动系数须在 {low} 至 {high} 之间。如确需超出，请由站长评估或调整评估参数。"


class CoefficientUnreadable(Refusal):
    """No number with at most six decimals."""

    code = "APR-102"
    status = 422
    say = "变动系数须为不超过六位小数的数字，例如 0.950000。"


class CoefficientUnexplained(Refusal):
    """Another coefficient than the city's default, and no word why."""

    code = "APR-103"
    status = 422
    say = "变动系数与默认值 {default} 不同，请写明理由，例如车况、配置或市场行情。"


class NewPriceUnreadable(Refusal):
    """A new price that the papers cannot carry."""

    code = "APR-104"
    status = 422
    say = "新车价须大于 0 元且不超过 99999999.99 元。"


class ConditionScoreUnreadable(Refusal):
    """A condition score outside 0-100."""

    code = "APR-105"
    status = 422
    say = "技术鉴定分值须为 0 至 100，最多两位小数。"


class TermsFromThePast(Refusal):
    """Terms may not change what was valued already (生效日期已过)."""

    code = "APR-111"
    status = 422
    say = "生效日期不能早于今天（{today}），已作出的评估不因参数调整而改变。请改为今天或以后的日期。"


class TermsInvalid(Refusal):
    """A value of the terms that cannot be."""

    code = "APR-112"
    status = 422
    say = "{sentence}"


class NoSuchCity(Refusal):
    """No station in that city, so nobody would use its terms."""

    code = "APR-113"
    status = 404
    say = "该城市还没有登记服务站，请先开设登记服务站再设置评估参数。"


class ExampleImpossible(Refusal):
    """An example car that cannot be worked out."""

    code = "APR-114"
    status = 422
    say = "试算车辆的新车价须大于 0 元，注册日期不能晚于今天。"
