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


class WordsUnusable(Refusal):
    """A changed passage that no document can be made of (文本不可用)."""

    code = "DOC-131"
    say = "{sentence}"
    status = 422


class WordsUnchanged(Refusal):
    """Nothing was changed against what is in force on that day."""

    code = "DOC-132"
    say = "与该日现行的文本完全一样，没有需要生效的修改。"
    status = 422


class WordsFromThePast(Refusal):
    """Documents that were made keep their words."""

    code = "DOC-133"
    say = "生效日期不能早于今天：已经生成的文书保持原文。"
    status = 422


class SigningCodeWrong(Refusal):
    """Another code than the one sent for this set (确认码错误)."""

    code = "DOC-121"
    status = 422
    keeps = True
    say = "确认码不正确，还可以再试 {left} 次。"


class SigningCodeOver(Refusal):
    """The five minutes are past, or none was asked for since (确认码过期)."""

    code = "DOC-122"
    status = 410
    say = "确认码已过期或还没有获取，请点“获取确认码”。"


class SigningCodeDead(Refusal):
    """Five wrong tries (确认码作废)."""

    code = "DOC-123"
    status = 410
    keeps = True
    say = "确认码输错 5 次，已作废，请重新获取。"


class SigningCodeOfAnotherSet(Refusal):
    """Right, but sent for other documents (另一组文书的确认码)."""

    code = "DOC-124"
    status = 422
    keeps = True
    say = "这是为另一组文书发出的确认码，不能用于本组。请核对短信里的文件指纹，还可以再试 {left} 次。"


class NoSigningPhone(Refusal):
    """Nobody proved a phone for this signer: sets made before signatures were confirmed have none (无签署手机号)."""

    code = "DOC-125"
    say = "没有登记您的签署手机号，无法发送确认码。请联系登记服务站重新生成文书。"


class AlreadySigned(Refusal):
    """Asking for a code after signing (已签署)."""

    code = "DOC-126"
    say = "您已签名，不需要再获取确认码。"


class SignedByEverybody(Refusal):
    """Taking a signature back, or saying no, after the last one signed (各方已签署)."""

    code = "DOC-127"
    say = "各方都已签名，不能再撤回或拒签。如内容有误，请联系登记服务站。"


class SignedElsewhere(Refusal):
    """Taking back on the phone what was signed on paper or at the desk (非手机签署)."""

    code = "DOC-128"
    say = "您的签名不是在手机上签的，不能在这里撤回。请联系登记服务站。"


class NoPrincipal(Refusal):
    """A principal's link that leads to no papers now: they are being changed, made, or have no such principal."""

    code = "DOC-141"
    say = "这笔业务现在没有等您签署的文书，可能正在修改或者重新生成。请稍后再打开，或联系代办人和登记服务站。"


class PrincipalUnproved(Refusal):
    """Not the end of the principal's identity number."""

    code = "DOC-142"
    status = 422
    say = "身份证号后 6 位与委托人不一致，请核对后重新填写。"


class PrincipalElsewhere(Refusal):
    """Another WeChat proved to be the principal before."""

    code = "DOC-143"
    say = "委托人已用另一个微信确认过身份，请用那个微信打开。如果不是您本人，请马上联系登记服务站。"


class PrincipalIsAgent(Refusal):
    """Who signs for somebody cannot be the one who entrusts as well."""

    code = "DOC-144"
    say = "您已是这笔业务的签署人，不能再代委托人签署。请把链接发给委托人本人，用委托人自己的微信打开。"


class PrincipalPhoneTaken(Refusal):
    """The phone is another signer's: a code sent there would prove nothing."""

    code = "DOC-145"
    status = 422
    say = "这个手机号是另一位签署人的，请填写委托人本人的手机号。"


class SigningPhoneMalformed(Refusal):
    """Not a mobile number."""

    code = "DOC-146"
    status = 422
    say = "请填写 11 位手机号码，签署时用来接收验证码。"


class PaperReasonNeeded(Refusal):
    """A signature on paper counts because somebody saw it, and says what and where."""

    code = "DOC-147"
    status = 422
    say = "请写明看到的纸质原件和存放位置（2 至 150 字）。"


class PdfTooLarge(Refusal):
    """A file handed in for checking that is larger than any document of ours (核验文件过大)."""

    code = "DOC-151"
    status = 413
    say = "文件超过 10 MB，本平台的文书没有这么大。请选择从平台下载的 PDF 文件。"


class NotOnePdf(Refusal):
    """Nothing was handed in for checking (未选择文件)."""

    code = "DOC-152"
    status = 422
    say = "请先选择要核对的 PDF 文件。"
