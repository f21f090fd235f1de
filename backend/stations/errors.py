"""Why a station's door stays shut (登记服务站的拒绝理由)."""

from backend.kit.errors import Refusal


class SignInRefused(Refusal):
    """Wrong name, password or code: one sentence for all three, so that nobody learns which names exist."""

    code = "STAFF-101"
    status = 401
    say = "用户名、密码或动态口令不正确，请核对后重试。动态口令每 30 秒更新一次，用过的口令需等下一个。"
    keeps = True  # the audit line of the failed attempt stays


class SignInPaused(Refusal):
    """Too many wrong attempts (登录锁定); the fact ``retry_after`` is whole seconds."""

    code = "STAFF-102"
    status = 429
    say = "登录失败次数过多，已暂停登录，请在{wait}后再试。如忘记密码，请联系站长重置。"


class NoSuchStaff(Refusal):
    """Nobody of that id, or nobody this actor may see."""

    code = "STAFF-103"
    status = 404
    say = "未找到该工作人员，请返回人员列表重新选择。"


class UsernameTaken(Refusal):
    """Usernames are unique over all stations."""

    code = "STAFF-104"
    say = "用户名已被使用，请换一个。"


class PasswordTooWeak(Refusal):
    """A password that is guessed too soon."""

    code = "STAFF-105"
    status = 422
    say = "密码至少 10 位，须同时包含字母和数字，且不能包含用户名。请重新设置。"


class CurrentPasswordWrong(Refusal):
    """Changing one's own password needs the one that is in force."""

    code = "STAFF-106"
    status = 422
    say = "当前密码不正确，请重新输入。"


class StaffDetailsInvalid(Refusal):
    """A username or a name that cannot be used."""

    code = "STAFF-107"
    status = 422
    say = "用户名须为 3 至 40 位小写字母、数字、点或横线，姓名须为 1 至 40 个字。请修改后重试。"


class NotOneself(Refusal):
    """Nobody may lock themselves out."""

    code = "STAFF-108"
    say = "不能停用自己的账号。请由其他管理员操作。"


class NoSuchStation(Refusal):
    """No station of that id."""

    code = "STN-101"
    status = 404
    say = "未找到该登记服务站，请返回列表重新选择。"


class StationCodeTaken(Refusal):
    """The four digits stand in business numbers, so two stations cannot share them."""

    code = "STN-102"
    say = "登记服务站编号已被使用，请换一个 4 位编号。"


class StationDetailsInvalid(Refusal):
    """A station without the facts that its papers print."""

    code = "STN-103"
    status = 422
    say = "请填写 4 位数字编号、名称、所在市场、城市和 2 位省份代码。"
