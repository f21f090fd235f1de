"""Every no about invoices for the fee (开票拒绝)."""

from backend.kit.errors import Refusal


class InvoiceUnknown(Refusal):
    """No such wish, or another station's (申请不存在)."""

    code = "INV-101"
    status = 404
    say = "未找到该发票申请，或您无权查看。请刷新页面。"


class NothingToInvoice(Refusal):
    """Nothing was paid, or everything went back (无可开票金额)."""

    code = "INV-102"
    say = "服务费还没有付清，或已全部退回，没有可开票的金额。"


class InvoiceAsked(Refusal):
    """One wish an order (已申请)."""

    code = "INV-103"
    say = "这笔服务费已申请过发票，当前“{state}”。抬头有误的，请先撤销再申请；已开票的请联系登记服务站。"


class TitleUnfit(Refusal):
    """A title that no invoice can bear (抬头无效)."""

    code = "INV-104"
    status = 422
    say = "{sentence}"


class InvoiceMoved(Refusal):
    """It stands somewhere else by now (状态已变)."""

    code = "INV-105"
    say = "该发票申请当前为“{state}”，不能进行此操作。请刷新页面。"


class AmountMoved(Refusal):
    """Money went back since the clerk saw the wish: an invoice of the old amount is wrong (金额已变)."""

    code = "INV-106"
    say = "因退款，应开票金额已变为 {now} 元，请按此金额开票；已按 {seen} 元开出的，请先在税务系统红冲后重开。"
    keeps = True


class IssueUnfit(Refusal):
    """A number or day that no invoice has (发票号码无效)."""

    code = "INV-107"
    status = 422
    say = "{sentence}"


class NumberTaken(Refusal):
    """Another wish has that number (号码已登记)."""

    code = "INV-108"
    status = 422
    say = "发票号码 {number} 已登记在另一个申请上，请核对。"
