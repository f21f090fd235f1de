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


class ArchiveDisposed(Refusal):
    """Its term was over and its materials were destroyed in the ordered way (已按规定处置)."""

    code = "ARC-104"
    status = 410
    say = "这份档案保管期满，已按规定处置：材料已销毁，只保留目录和处置记录。"


class ArchiveReasonNeeded(Refusal):
    """A hold, its lifting and an export must say why (缺理由)."""

    code = "ARC-105"
    say = "请写明理由和依据（例如来函单位和文号），2 至 200 字。"
    status = 422


class HoldLifted(Refusal):
    """There is no such hold, or it was lifted before (暂缓已解除)."""

    code = "ARC-106"
    say = "这项暂缓销毁已经解除，或不存在。请刷新页面。"


class DisposalNotOpen(Refusal):
    """No proposal waits for this step: held, disposed of, or taken by somebody else (无待处置)."""

    code = "ARC-107"
    say = "这份档案现在没有等待此项操作的处置建议：可能已被暂缓、已由他人处理，或保管期限已延长。请刷新页面。"


class SecondPersonNeeded(Refusal):
    """Who agreed may not also confirm (须由第二人确认)."""

    code = "ARC-108"
    say = "同意销毁和确认销毁须由两人分别进行，请另一位站长或系统管理员确认。"


class ExportUnfit(Refusal):
    """The period is the wrong way round, empty of archives, or too large (调取范围不当)."""

    code = "ARC-109"
    say = "{sentence}"
    status = 422


class ExportNotReady(Refusal):
    """Not prepared yet, broken, or over (调取包不可用)."""

    code = "ARC-110"
    say = "这份调取包现在不能下载：{why}"
