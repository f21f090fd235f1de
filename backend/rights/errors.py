"""Every no to whoever asks for a person's data (个人信息查询拒绝)."""

from backend.kit.errors import Refusal


class NobodyNamed(Refusal):
    """What was given is no identity number, no phone and no account (查询号码有误)."""

    code = "PER-101"
    status = 422
    say = "请给出证件号码、11 位手机号，或车主的微信账号编号（20 位小写字母和数字），并核对有没有输错。"


class SeveralPeople(Refusal):
    """A phone or an account with which several people did business (多人共用)."""

    code = "PER-102"
    say = "这个手机号或账号为 {count} 个人办理过业务，不能据此区分是谁的信息。请核实申请人身份后，用证件号码查询。"


class NotAnAdministrator(Refusal):
    """An export or erasure by somebody who may not (无权办理)."""

    code = "PER-105"
    status = 403
    say = "没有名为 {account} 的在用系统管理员账号。导出和删除个人信息只能由系统管理员办理，并记入审计。"


class NothingHeld(Refusal):
    """Nobody of that number is known (没有信息)."""

    code = "PER-103"
    status = 404
    say = "没有找到此人的信息：平台上没有保存，或者已经全部清除。"
