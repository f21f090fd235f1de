"""Every no of the checks (核查拒绝)."""

from backend.kit.errors import Refusal


class CheckUnknown(Refusal):
    """No such check, or one that a newer photograph replaced (核查不存在)."""

    code = "CHK-101"
    status = 404
    say = "这项核查已被更新的照片取代，请刷新页面后查看最新结果。"


class CheckPending(Refusal):
    """Decided before there is anything to decide about (核查进行中)."""

    code = "CHK-102"
    say = "这项核查还在进行，请等结果出来后再判定。"


class DecisionReasonNeeded(Refusal):
    """A decision without a reason (缺少理由)."""

    code = "CHK-103"
    status = 422
    say = "请写明判定的理由，2 至 200 个字，例如“当面核对本人与身份证一致”。"


class DecisionUnfit(Refusal):
    """A word that fits no verdict (判定无效)."""

    code = "CHK-104"
    status = 422
    say = "请在“一致”“不一致”“采信”中选择一项。"


class AlreadyDecided(Refusal):
    """Somebody decided first (已判定)."""

    code = "CHK-105"
    say = "这项核查已有人工判定。要改判，请先撤回原判定。"


class SecondPersonNeeded(Refusal):
    """The one who decided wants to confirm it too (须另一人复核)."""

    code = "CHK-106"
    status = 403
    say = "复核须由另一位工作人员进行，请换人登录后复核。"


class NothingToConfirm(Refusal):
    """No decision waits for a second person, or none to take back (无待复核判定)."""

    code = "CHK-107"
    say = "没有可操作的人工判定，请刷新页面后重试。"


class PolicyUnfit(Refusal):
    """Thresholds that cannot be meant (阈值无效)."""

    code = "CHK-109"
    status = 422
    say = "请填写 0 至 100 的整数，并让通过线与不通过线之间留有需人工比对的范围。"


class PolicyNotYours(Refusal):
    """Somebody who may not set the policy (无权设置)."""

    code = "CHK-110"
    status = 403
    say = "核查策略由站长（本站）或系统管理员（全平台）设置。"


class BlockValueUnfit(Refusal):
    """What is to be blocked is no phone, number or account (黑名单内容无效)."""

    code = "CHK-111"
    status = 422
    say = "内容与种类不符：请填写 11 位手机号、18 位身份证号，或拦截记录中的微信账号。"


class BlockReasonNeeded(Refusal):
    """A block, or its lifting, without a reason (缺少理由)."""

    code = "CHK-112"
    status = 422
    say = "请写明理由，2 至 200 个字。"


class InterceptionUnknown(Refusal):
    """No such record, another station's, or the photograph is none of its own (拦截记录不存在)."""

    code = "CHK-115"
    status = 404
    say = "没有找到这条拦截记录的照片，可能已按规定删除，请刷新页面。"


class BlockUnknown(Refusal):
    """No such block in force, or another station's (黑名单不存在)."""

    code = "CHK-113"
    status = 404
    say = "没有找到这条有效的黑名单，可能已解除或已到期，请刷新页面。其他登记服务站加入的，请联系系统管理员解除。"


class AlreadyBlocked(Refusal):
    """The same value is kept out already (已在黑名单)."""

    code = "CHK-114"
    say = "已在黑名单中，不必重复加入。"
