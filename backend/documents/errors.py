"""What can be refused about documents and their signing."""

from backend.kit.errors import Refusal


class DocumentNotFound(Refusal):
    """No such document, or none that this caller may see."""

    code = "DOC-404"
    say = "未找到该文书，或您无权查看。"
    status = 404


class DocumentsNotReady(Refusal):
    """The documents are still being made."""

    code = "DOC-111"
    say = "文书正在生成，请稍候几秒再试。"


class DocumentsChanged(Refusal):
    """The set was superseded or voided while somebody looked at it."""

    code = "DOC-112"
    say = "文书内容已更新，您看到的版本已作废。请重新查看后再签名。"


class NotASigner(Refusal):
    """This person does not sign this set."""

    code = "DOC-113"
    say = "您不是这份文书的签署人。请使用办理采集时的微信登录。"
    status = 403


class PagesNotSeen(Refusal):
    """Signing without having opened every document."""

    code = "DOC-114"
    say = "还有 {left} 份文书没有看完，请看完后再签名。"


class SignatureTooShort(Refusal):
    """A dot or a slip of the finger is no signature."""

    code = "DOC-115"
    say = "签名过于简单，请一笔一画写下您的姓名。"
    status = 422


class SignatureDeclined(Refusal):
    """Somebody already declined to sign this set."""

    code = "DOC-116"
    say = "该文书已有一方拒绝签署，请联系登记服务站。"
