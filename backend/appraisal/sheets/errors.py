"""What can be refused about a sheet of cars (批量评估的拒绝理由)."""

from backend.kit.errors import Refusal


class BatchColumnMissing(Refusal):
    """The first row does not name columns that every car needs."""

    code = "APR-121"
    status = 422
    say = "第一行表头缺少“{titles}”列，请下载模板，按模板的表头填写后重新上传。"


class BatchTooLong(Refusal):
    """More cars than one batch may have."""

    code = "APR-122"
    status = 422
    say = "表格超过 {limit} 行，请拆成几个文件分别上传。"


class BatchEmpty(Refusal):
    """A head and nothing below it."""

    code = "APR-123"
    status = 422
    say = "表格中没有车辆，请从第二行起每行填写一辆车。"


class BatchFileMissing(Refusal):
    """A form without a file, or with a file of another name."""

    code = "APR-124"
    status = 422
    say = "请选择一个 .xlsx 或 .csv 文件。"


class BatchUnfinished(Refusal):
    """The result was asked for before it was there."""

    code = "APR-125"
    say = "评估还在进行，请稍候再下载结果。"


class BatchNotFound(Refusal):
    """No such batch, or another station's: both look the same from outside."""

    code = "APR-404"
    status = 404
    say = "未找到该批量评估，或您无权查看。请返回列表重新选择。"
