"""Every problem code (错误代码表), from the Refusal subclasses themselves: a new one appears here by existing."""

from dataclasses import dataclass
from itertools import groupby

from backend.kit.errors import Refusal
from backend.kit.web import answers

GROUPS = {
    "APR": "评估",
    "ARC": "归档",
    "AUTH": "登录与权限",
    "BAK": "备份",
    "BUSY": "系统繁忙",
    "CAT": "车型库",
    "CHK": "核查",
    "CODE": "采集接入码",
    "COL": "采集",
    "DEAL": "邀请与成交价",
    "DOC": "文书",
    "ID": "证件信息",
    "INV": "发票",
    "LINK": "链接与二维码",
    "LIV": "动作检测",
    "PAY": "收款与付款",
    "PER": "个人信息",
    "PIC": "照片",
    "RATE": "频率限制",
    "READ": "证照识别",
    "REC": "对账",
    "REQ": "请求",
    "SEAL": "印章与证书",
    "SMS": "短信验证码",
    "STAFF": "工作人员",
    "STN": "登记服务站",
    "SYS": "系统",
    "TBL": "电子表格",
    "TRF": "过户",
    "UP": "上传",
    "VEH": "车辆信息",
    "WX": "微信",
}


@dataclass(frozen=True, slots=True)
class ProblemFact:
    """One line of the table; ``say`` may hold ``{names}`` that the occasion fills."""

    code: str
    status: int
    say: str
    meaning: str


def problems() -> list[tuple[str, list[ProblemFact]]]:
    """Groups by the letters of the code, each sorted."""
    found = [ProblemFact(one.code, one.status, one.say, _first_line(one)) for one in _below(Refusal)]
    plain = {
        404: answers.NOT_FOUND,
        413: answers.TOO_LARGE,
        405: answers.WRONG_METHOD,
        400: answers.MALFORMED,
        500: answers.BROKEN,
        503: answers.VENDOR_DOWN,
    }
    found += [ProblemFact(code, status, say, "") for status, (code, say) in plain.items()]
    ordered = sorted({one.code: one for one in found}.values(), key=lambda one: one.code)
    return [
        (GROUPS.get(letters, letters), list(rows))
        for letters, rows in groupby(ordered, lambda one: one.code.split("-")[0])
    ]


def _below(kind: type[Refusal]) -> list[type[Refusal]]:
    found = []
    for one in kind.__subclasses__():
        if "code" in vars(one) or hasattr(one, "code"):
            found.append(one)
        found += _below(one)
    # Tests define refusals of their own in the same process.
    return [one for one in found if one.__module__.startswith(("backend.", "miniprogram_api."))]


def _first_line(kind: type[Refusal]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0] if kind.__doc__ else ""
