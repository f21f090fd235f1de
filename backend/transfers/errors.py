"""What can be refused about a transfer (过户业务的拒绝理由)."""

from backend.kit.errors import Refusal


class TransferNotFound(Refusal):
    """No such transfer, or one that this caller may not know of: both look the same from outside."""

    code = "TRF-404"
    status = 404
    say = "未找到该过户业务，或您无权查看。请返回列表重新选择。"


class TransferChanged(Refusal):
    """Somebody else changed it since the page was loaded (并发修改)."""

    code = "TRF-101"
    say = "{who}在 {when} {what}，您页面上的内容已不是最新。您填写的内容没有丢失，请核对最新内容后再提交。"


class StepOutOfOrder(Refusal):
    """The step is not one of those from where the transfer stands."""

    code = "TRF-102"
    say = "该业务当前为“{state}”，不能进行此操作。请刷新页面查看最新状态。"


class SideTaken(Refusal):
    """The side already holds another collection."""

    code = "TRF-103"
    say = "本业务的{side}资料已由另一份采集填充。请核对接入码，或为这份采集新建一笔过户。"


class ApprovalStopped(Refusal):
    """A finding that no reason can put right."""

    code = "TRF-104"
    say = "不能审核通过：{sentence}"


class ReasonsMissing(Refusal):
    """Findings that ask for a person's reason have none."""

    code = "TRF-105"
    status = 422
    say = "还有 {count} 项核查提示需要逐项写明处理理由：{sentence}"


class SidesIncomplete(Refusal):
    """A side is missing, unfinished, or with its owner again."""

    code = "TRF-106"
    say = "{side}资料尚未齐全，双方资料齐全后才能审核。"


class PriceUnreadable(Refusal):
    """Not an amount that the papers can carry."""

    code = "TRF-107"
    status = 422
    say = "金额须大于 0 且不超过 99,999,999.99 元，最多两位小数，请重新填写。"


class VehicleFieldUnfit(Refusal):
    """A corrected vehicle field that cannot be right, or that no licence has."""

    code = "TRF-108"
    status = 422
    say = "{label}填写有误：{sentence}"


class TextTooLong(Refusal):
    """More than the papers have room for."""

    code = "TRF-109"
    status = 422
    say = "内容过长，最多 {most} 个字，请精简。"


class ReasonNeeded(Refusal):
    """A decision against somebody needs a reason they can read."""

    code = "TRF-110"
    status = 422
    say = "请填写理由（2 至 200 字），对方会看到。"


class CheckUnfit(Refusal):
    """A prohibited-car answer that is none of the nine, none of the three, or names no source."""

    code = "TRF-111"
    status = 422
    say = "请为每项禁止交易情形选择 通过、不通过 或 未核查；通过或不通过须写明核查依据。"


class DocumentsUnfinished(Refusal):
    """Signed by both, but the signed papers are still being made."""

    code = "TRF-112"
    say = "签名文书正在生成，请稍候几秒再办结。"


class TradeUnfit(Refusal):
    """Neither a direct nor an entrusted trade."""

    code = "TRF-113"
    status = 422
    say = "交易方式只能是 直接交易 或 委托交易，请重新选择。"


class VehicleUnknown(Refusal):
    """There is no licence yet, so there is nothing to value."""

    code = "TRF-114"
    say = "还没有车辆信息，卖方提交行驶证后才能估价。"


class ValuationDateUnfit(Refusal):
    """No day, or one that has not come."""

    code = "TRF-115"
    status = 422
    say = "评估基准日应为 年-月-日，且不晚于今天，请重新填写。"


class PlateTypeUnfit(Refusal):
    """No plate type of GA 24.7."""

    code = "TRF-117"
    status = 422
    say = "号牌种类请从列表中选择；选“自动”按号牌号码和车辆类型判定。"


class DestinationUnfit(Refusal):
    """Half a destination, or none of the provinces."""

    code = "TRF-118"
    status = 422
    say = "车辆转出的，转入省份从列表中选择，转入城市（地、州）填写全称；直辖市只选省份。本地过户两项都留空。"


class ClerkUnsigned(Refusal):
    """The clerk's own lines on the papers would go out empty, and nobody chose that."""

    code = "TRF-119"
    status = 422
    say = "文书上有经办人签字处，请先手写签名；本次不在屏幕上签的，请勾选“改为在打印件上签字”并写明原因。"


class PenReasonNeeded(Refusal):
    """The clerk will sign the printed papers, and has to say why."""

    code = "TRF-120"
    status = 422
    say = "改为在打印件上签字的，请写明原因（2 至 200 字），会记入办理记录。"


class PrincipalPhoneUnfit(Refusal):
    """No phone, the agent's own, or one for a side that nobody acts for."""

    code = "TRF-121"
    status = 422
    say = "{sentence}"


class NothingToSign(Refusal):
    """A reminder to somebody who has signed, or signs nothing here."""

    code = "TRF-116"
    say = "对方已经签署，或不需要签署，不用提醒。请刷新页面查看最新状态。"
