"""The three ways to be turned away at the door."""

from backend.kit.errors import Refusal


class NotLoggedIn(Refusal):
    """No session, or one that has ended."""

    code = "AUTH-101"
    say = "登录已失效，请重新登录。"
    status = 401


class NotAllowed(Refusal):
    """Logged in, but not somebody who may do this."""

    code = "AUTH-102"
    say = "您没有权限进行此操作。如确需办理，请联系站长或管理员。"
    status = 403


class PasswordFirst(Refusal):
    """Logged in with a first password, which is good for nothing but choosing one's own (初始密码未改)."""

    code = "AUTH-104"
    say = "请先在「我的」页面修改初始密码，再进行其他操作。"
    status = 403


class Forged(Refusal):
    """A state-changing request that did not come from our own page (CSRF)."""

    code = "AUTH-103"
    say = "页面已过期，请刷新后重试。"
    status = 403
