"""Every no of the till (收银拒绝)."""

from backend.kit.errors import Refusal


class OrderUnknown(Refusal):
    """No such order, or another station's (收费单不存在)."""

    code = "PAY-101"
    status = 404
    say = "未找到该收费单，或您无权查看。请返回过户业务重新打开收款窗口。"


class ChargeUnknown(Refusal):
    """No such charge, or another station's (收款不存在)."""

    code = "PAY-102"
    status = 404
    say = "未找到这笔收款，请刷新页面。"


class RefundUnknown(Refusal):
    """No such refund, or another station's (退款不存在)."""

    code = "PAY-103"
    status = 404
    say = "未找到这笔退款，请刷新页面。"


class NothingDue(Refusal):
    """The order was settled or closed before (无需收款)."""

    code = "PAY-104"
    say = "该收费单{state}，无需再收款。请刷新页面查看。"


class OrderUnpaid(Refusal):
    """A transfer is completed only when its order is settled (尚未收齐)."""

    code = "PAY-105"
    say = "服务费还差 {due} 元未收，收齐或减免后才能办结。"


class MoneyHeld(Refusal):
    """A transfer is not cancelled while we have money of it (款未退清)."""

    code = "PAY-106"
    say = "该业务已收服务费 {held} 元尚未退回，请站长先退款，再取消过户。"


class ChargeUnderWay(Refusal):
    """One attempt at a time: another code is not charged while the last one's outcome is not known (收款进行中)."""

    code = "PAY-107"
    say = "上一次扫码收款还没有结果，请等待几秒；要换一种方式，请先点“撤销收款”。"


class ChargesOpen(Refusal):
    """Codes are still out by which money could come; they are being closed (收款未关闭)."""

    code = "PAY-108"
    say = "还有 {count} 笔收款没有结束，系统正在关闭它们，请几秒后再取消过户。"
    keeps = True


class AmountUnfit(Refusal):
    """Nothing, less than nothing, or more than allowed (金额无效)."""

    code = "PAY-109"
    status = 422
    say = "{sentence}"


class PaymentCodeUnfit(Refusal):
    """No payment code of a channel that we take (付款码无效)."""

    code = "PAY-110"
    status = 422
    say = "{sentence}"


class NoMerchant(Refusal):
    """The station has no merchant of that channel (未开通收款)."""

    code = "PAY-111"
    say = "本站尚未开通{channel}收款，请改用其他方式，或联系系统管理员配置商户。"


class ChannelDown(Refusal):
    """The channel did not open a charge; nothing was shown to anybody (渠道无应答)."""

    code = "PAY-112"
    status = 503
    say = "{channel}暂时没有应答，收款码未生成，没有收款。请重试，或改用其他方式。"


class ChannelRefused(Refusal):
    """The channel said why it opens no charge (渠道拒绝)."""

    code = "PAY-113"
    say = "{channel}未能生成收款码：{problem}"


class KeyNeeded(Refusal):
    """Every request for money carries a key, so that a repetition is known as one (缺请求编号)."""

    code = "PAY-114"
    status = 422
    say = "请求缺少编号，请刷新页面后重试。"


class KeyTaken(Refusal):
    """The same key came with another request (请求编号重复)."""

    code = "PAY-115"
    status = 422
    say = "重复的请求编号，但内容不同。请刷新页面后重试。"


class ReasonMissing(Refusal):
    """Reductions, refunds and differences say why (缺理由)."""

    code = "PAY-116"
    status = 422
    say = "请写明原因，2 至 {most} 字。"


class ManagerNeeded(Refusal):
    """A clerk may not, or not that much (需站长办理)."""

    code = "PAY-117"
    status = 403
    say = "{what}须由站长办理。"


class SecondPersonNeeded(Refusal):
    """Whoever asked for a refund does not confirm it (需另一人复核)."""

    code = "PAY-118"
    status = 403
    say = "这笔退款须由发起人以外的另一位站长或系统管理员复核。"


class RefundTooLarge(Refusal):
    """More than is left of the charge (超过可退金额)."""

    code = "PAY-119"
    status = 422
    say = "这笔收款最多还可退 {most} 元。"


class RefundOutOfOrder(Refusal):
    """It stands somewhere else by now (退款状态已变)."""

    code = "PAY-120"
    say = "这笔退款当前为“{state}”，不能进行此操作。请刷新页面。"


class NotRefundable(Refusal):
    """Nothing came in by that charge (不可退款)."""

    code = "PAY-121"
    say = "这笔收款当前为“{state}”，没有可退的款项。"


class DrawerClosed(Refusal):
    """Cash goes into and out of somebody's open drawer only (未开班)."""

    code = "PAY-122"
    say = "请先开班（登记钱箱备用金），再收付现金。"


class DrawerOpen(Refusal):
    """One shift at a time (已开班)."""

    code = "PAY-123"
    say = "您已有未交班的班次，请先交班。"


class DifferenceUnexplained(Refusal):
    """Counted and expected differ, and nobody says why (差异未说明)."""

    code = "PAY-124"
    status = 422
    say = "钱箱应有 {expected} 元，清点 {counted} 元，相差 {difference} 元，请写明原因（2 至 200 字）后交班。"


class NoticeForged(Refusal):
    """A notification that is not to be believed (通知验证失败)."""

    code = "PAY-125"
    status = 401
    say = "通知验证失败：{reason}。"


class MerchantUnknown(Refusal):
    """A notification for a merchant that we do not have (商户不存在)."""

    code = "PAY-126"
    status = 404
    say = "没有这个商户，请核对通知地址。"


class TariffUnfit(Refusal):
    """A tariff that nobody could charge by (收费标准无效)."""

    code = "PAY-127"
    status = 422
    say = "{sentence}"


class NothingToEnd(Refusal):
    """The charge is over already (收款已结束)."""

    code = "PAY-128"
    say = "这笔收款{state}，不用撤销。请刷新页面查看。"
