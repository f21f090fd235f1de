"""Why a file cannot be read as a table (读表拒绝)."""

from backend.kit.errors import Refusal


class FileTypeUnknown(Refusal):
    """Neither CSV nor XLSX, whatever its name says (文件类型)."""

    code = "TBL-101"
    status = 422
    say = "只能读取 CSV 或 XLSX 文件。请在电子表格软件中“另存为” .xlsx 或 .csv 后重试。"


class FileEmpty(Refusal):
    """No heading, or no row below it (空文件)."""

    code = "TBL-102"
    status = 422
    say = "文件里没有内容。请在第一行写表头，从第二行起每行填写一条。"


class WorkbookLocked(Refusal):
    """An XLSX behind a password, or an XLS of the old kind (加密或旧版文件)."""

    code = "TBL-103"
    status = 422
    say = "文件有密码保护，或是旧版 .xls。请去掉密码并另存为 .xlsx 后重试。"


class FileBroken(Refusal):
    """Cannot be read to its end (文件损坏)."""

    code = "TBL-104"
    status = 422
    say = "文件已损坏，无法读完（{where}）。请重新导出后再试。"


class FileTooLarge(Refusal):
    """More than a table may be (文件过大)."""

    code = "TBL-105"
    status = 413
    say = "文件过大（{what}）。请把内容分成几个文件，分别上传。"


class EncodingUnknown(Refusal):
    """A CSV in neither UTF-8, GB18030 nor UTF-16 (文字编码)."""

    code = "TBL-106"
    status = 422
    say = "无法识别文件的文字编码。请另存为“CSV UTF-8”或 XLSX 后重试。"
