"""Every no of the reconciliation (对账拒绝)."""

from backend.kit.errors import Refusal


class DayUnknown(Refusal):
    """No such day, or another station's merchant's (对账日不存在)."""

    code = "REC-101"
    status = 404
    say = "未找到这一天的对账，或您无权查看。"


class DayNotOver(Refusal):
    """A bill is made after its day (当日账单尚未生成)."""

    code = "REC-102"
    status = 422
    say = "{day} 的渠道账单要到次日上午 10 时以后才有，请选择更早的日期。"


class DayTooOld(Refusal):
    """Channels give bills of about three months (账单已过下载期)."""

    code = "REC-103"
    status = 422
    say = "渠道只提供最近 {days} 天的账单，请选择更近的日期。"


class DayClosed(Refusal):
    """Matched again after it was closed, without a reason (已平账关闭)."""

    code = "REC-104"
    say = "这一天已平账关闭。需要重新核对时，请先写明原因重开。"


class DayNotReady(Refusal):
    """Closed or resolved before the bill was compared (尚未核对)."""

    code = "REC-105"
    say = "这一天的账单还没有核对完，请等核对结束后再处理。"


class DifferencesOpen(Refusal):
    """Closed while something is unexplained (差异未处理)."""

    code = "REC-106"
    say = "还有 {count} 条差异没有处理，处理完才能关闭这一天。"


class DifferenceUnknown(Refusal):
    """No such difference, or one that is settled already (差异不存在)."""

    code = "REC-107"
    status = 404
    say = "这条差异不存在或已经处理，请刷新页面。"


class NoteNeeded(Refusal):
    """Without saying what it is (缺少说明)."""

    code = "REC-108"
    status = 422
    say = "请写明核实的结果，2 至 200 个字，例如“顾客在别处付款，与本站无关”。"


class MerchantUnknown(Refusal):
    """No such merchant (商户不存在)."""

    code = "REC-109"
    status = 404
    say = "未找到该商户，或您无权查看。"


class PeriodUnfit(Refusal):
    """A statement's first day is after its last, or the period is too long (期间有误)."""

    code = "REC-110"
    status = 422
    say = "请选择起止日期：起始日不晚于截止日，最长 {days} 天。"


class SettlementGap(Refusal):
    """A day of the period is not closed (期间有未平账的日子)."""

    code = "REC-111"
    say = "{day} 还没有平账关闭，请先处理完这一天的对账，再结算。"


class SettlementUnknown(Refusal):
    """No such settlement (结算单不存在)."""

    code = "REC-112"
    status = 404
    say = "未找到该结算单。"


class SettlementPaid(Refusal):
    """Paid before (结算单已付款)."""

    code = "REC-113"
    say = "该结算单已登记付款。"


class SlipNeeded(Refusal):
    """Paid without saying how (缺少付款凭证号)."""

    code = "REC-114"
    status = 422
    say = "请填写付款凭证号或流水号，2 至 60 个字。"
