"""Every no of the unknown models' queue (未知车型拒绝)."""

from backend.kit.errors import Refusal


class NoSuchUnknown(Refusal):
    """No text of that id was ever reported (没有这条未知车型)."""

    code = "CAT-301"
    status = 404
    say = "没有找到这条未知车型，请刷新页面后重试。"


class AlreadySettled(Refusal):
    """Somebody else was quicker (已处理)."""

    code = "CAT-302"
    say = "这条未知车型已经处理过，请刷新页面查看。"


class ReasonMissing(Refusal):
    """Ignoring wants a reason, and a short one (忽略须写原因)."""

    code = "CAT-303"
    status = 422
    say = "请写明忽略的原因，1 至 200 个字。"
