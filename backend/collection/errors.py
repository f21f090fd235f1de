"""Every no of the collection's flow (采集拒绝); those about what was typed are in ``answers/errors.py``."""

from backend.kit.errors import Refusal


class CollectionUnknown(Refusal):
    """No such collection, or another owner's, which is told apart from nobody (采集不存在)."""

    code = "COL-101"
    status = 404
    say = "没有找到这份采集资料。请从“我的采集”重新进入，或确认登录的是同一个微信。"


class AlreadySubmitted(Refusal):
    """The owner wants to change what was already sent (已提交)."""

    code = "COL-102"
    say = "资料已经提交，不能再修改。需要更正时请联系服务站把该项退回。"


class NotFinished(Refusal):
    """Sent before everything was done (未完成); ``field`` is the first open task."""

    code = "COL-103"
    say = "还有 {count} 项没有完成，下一项是“{title}”。"


class TooManyCollections(Refusal):
    """More open collections than a person can mean (采集过多)."""

    code = "COL-104"
    say = "您有太多未完成的采集，请先完成或撤回已有的再开始新的。"


class TaskNotYours(Refusal):
    """The task does not apply to this side, or a photograph of an unknown kind (任务不适用)."""

    code = "COL-105"
    status = 422
    say = "这一项不需要您提供，请返回任务清单继续。"


class ConsentFirst(Refusal):
    """Personal data before the privacy text was agreed to (需先同意)."""

    code = "COL-106"
    say = "请先阅读并同意《个人信息处理告知书》，再继续填写。"


class FaceConsentFirst(Refusal):
    """A face picture without the separate consent (需单独同意人脸信息)."""

    code = "COL-107"
    say = "拍摄本人照片前，需要单独同意人脸信息处理；您也可以选择到站当面核验。"


class ConsentTextChanged(Refusal):
    """The person agreed to a text that is no longer the one in force (告知书已更新)."""

    code = "COL-108"
    say = "告知书内容已更新，请阅读新版后再确认。"


class PartyFirst(Refusal):
    """A photograph before the side was chosen (需先选择身份)."""

    code = "COL-109"
    say = "请先选择您是卖方还是买方、个人还是企业。"


class PartyUnfit(Refusal):
    """A combination of side, person and agent that there is not (身份选择有误)."""

    code = "COL-110"
    status = 422
    say = "身份选择有误，请重新选择卖方或买方、个人或企业。"


class RoleFixed(Refusal):
    """The side is given by a deal or a transfer and cannot be changed (身份已确定)."""

    code = "COL-111"
    say = "这份采集属于{role}一方，不能改为另一方。如邀请有误，请让对方重新发送。"


class EvidenceBudgetSpent(Refusal):
    """The picture does not fit in what is left of the collection's bytes (照片总量超限)."""

    code = "COL-112"
    status = 413
    say = "本次采集的照片总量已接近上限，还可上传 {left}，这张需要 {needed}。请降低拍摄分辨率后重拍。"


class EvidenceUnknown(Refusal):
    """No such photograph, or one that was taken back (照片不存在)."""

    code = "COL-113"
    status = 404
    say = "没有找到这张照片，它可能已被撤回或替换。"


class SignatureTooShort(Refusal):
    """A dot or a short line is not a signature (签名过短)."""

    code = "COL-114"
    status = 422
    say = "签名过于简单，请在框内完整写下姓名。"


class SignatureMalformed(Refusal):
    """Strokes that no signing pad sends (签名数据有误)."""

    code = "COL-115"
    status = 422
    say = "签名没有完整传到，请清除后重新签名。"


class TooLateToWithdraw(Refusal):
    """A station already has it (已进入登记)."""

    code = "COL-116"
    say = "服务站已开始办理，不能自行撤回。请联系服务站取消本次过户。"


class NotClaimable(Refusal):
    """Bound to another transfer, or withdrawn (不能接收)."""

    code = "COL-117"
    say = "这份采集已属于另一笔过户或已被撤回，请与车主核对。"


class ReturnUnfit(Refusal):
    """A station sends back a task that this side does not have, or without a reason (退回项有误)."""

    code = "COL-118"
    status = 422
    say = "退回项有误：请选择该方实际提交的项目，并写明原因。"


class NotAtStation(Refusal):
    """A station acts on a collection that no transfer holds (尚未接收)."""

    code = "COL-119"
    say = "这份采集还没有进入过户登记，不能退回。"


class HandoverUsed(Refusal):
    """The link to another phone was opened before (换机链接已使用)."""

    code = "COL-120"
    status = 410
    say = "这个二维码已经用过。请在原来的手机上重新生成一个。"


class PhoneMalformed(Refusal):
    """Not a mainland mobile number (手机号有误)."""

    code = "SMS-101"
    status = 422
    say = "手机号不正确，请输入 11 位大陆手机号码。"


class CodeWrong(Refusal):
    """The SMS code is another (验证码错误)."""

    code = "SMS-102"
    status = 422
    keeps = True
    say = "验证码不正确，还可以再试 {left} 次。"


class CodeOver(Refusal):
    """The five minutes are past, or no code was asked for (验证码过期)."""

    code = "SMS-103"
    status = 410
    say = "验证码已过期，请重新获取。"


class CodeDead(Refusal):
    """Five wrong tries (验证码作废)."""

    code = "SMS-104"
    status = 410
    keeps = True
    say = "验证码输错次数过多，已作废，请重新获取。"


class AccessCodeMalformed(Refusal):
    """Not sixteen letters (接入码格式有误)."""

    code = "CODE-101"
    status = 422
    say = "接入码应为 16 位字母和数字，请核对后重新输入或扫码。"


class AccessCodeUnknown(Refusal):
    """Never issued, or misread (接入码不存在)."""

    code = "CODE-102"
    status = 404
    say = "没有这个接入码，请与车主手机上显示的逐位核对。"


class AccessCodeExpired(Refusal):
    """Its days are over (接入码过期)."""

    code = "CODE-103"
    status = 410
    say = "接入码已过期，请车主在手机上点“更新接入码”后重新扫码。"


class AccessCodeUsed(Refusal):
    """Another station or transfer has it (接入码已使用)."""

    code = "CODE-104"
    say = "接入码已被使用，每个接入码只能接收一次。请车主核对是否在其他服务站办理。"


class AccessCodeReplaced(Refusal):
    """The owner asked for a new one (接入码已更新)."""

    code = "CODE-105"
    status = 410
    say = "这是旧的接入码，车主已更新。请扫描手机上当前显示的接入码。"


class AccessCodeRevoked(Refusal):
    """The owner took it back (接入码已作废)."""

    code = "CODE-106"
    status = 410
    say = "车主已作废这个接入码。如仍要办理，请车主在手机上重新生成。"


class AccessCodeForOther(Refusal):
    """The collection behind the code already belongs to another transfer (接入码属于另一笔过户)."""

    code = "CODE-107"
    say = "这个接入码对应的资料已进入另一笔过户，请核对车主和车辆。"


class NoAccessCode(Refusal):
    """There is no code to renew, because nothing was sent yet or a station has it (没有接入码)."""

    code = "CODE-108"
    say = "当前没有可用的接入码：请先提交资料；如服务站已接收，则不再需要接入码。"


class PriceMalformed(Refusal):
    """Not a price of a car (价格有误)."""

    code = "DEAL-101"
    status = 422
    say = "成交价应大于 0 且不超过 99,999,999.99 元。"


class PriceChanged(Refusal):
    """The other side changed the price meanwhile (价格已变)."""

    code = "DEAL-102"
    say = "对方已把价格改为 {price} 元，请核对后再确认。"


class SameParty(Refusal):
    """Seller and buyer are one (买卖双方相同)."""

    code = "DEAL-103"
    say = "卖方和买方不能是同一个人或同一家企业。请把邀请发给真正的交易对方。"


class InviteTaken(Refusal):
    """Somebody else already joined with this invitation (邀请已被接受)."""

    code = "DEAL-104"
    say = "这个邀请已由另一人接受。如果应该是您，请让对方重新发起邀请。"


class InviteOver(Refusal):
    """The deal behind the invitation was given up (邀请已失效)."""

    code = "DEAL-105"
    status = 410
    say = "对方已取消这次邀请，请让对方重新发送。"


class NoDeal(Refusal):
    """A price without a deal (没有邀请)."""

    code = "DEAL-106"
    say = "这份采集还没有与对方关联，请先发送或打开邀请。"


class InOtherDeal(Refusal):
    """The collection is already part of a deal (已关联其他交易)."""

    code = "DEAL-107"
    say = "这份采集已与另一位交易对方关联，请新建一份采集后再接受邀请。"


class PriceSettled(Refusal):
    """A station works with the price (价格已锁定)."""

    code = "DEAL-108"
    say = "服务站已开始办理，价格请由工作人员在登记时更改。"
