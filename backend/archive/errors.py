"""What the archive refuses (档案错误)."""

from backend.kit.errors import Refusal


class NoArchive(Refusal):
    """The transfer was not closed into an archive, or there is no such number (尚未归档)."""

    code = "ARC-101"
    status = 404
    say = "没有找到这份电子档案：业务办结并归档之后才有。"


class ArchiveBroken(Refusal):
    """What is stored is not what was archived (档案不符). ``what`` says which thing."""

    code = "ARC-102"
    status = 409
    say = "电子档案与归档时不一致：{what}。请勿使用，并请系统管理员运行 cwt archive verify 核查。"


class ArchiveTooOld(Refusal):
    """Closed before parts were listed with their places: its bytes cannot be packed (旧版档案)."""

    code = "ARC-103"
    status = 409
    say = "这份档案是早期版本归档的，没有证据包；各文书和影像仍可在本页逐件查看。"
