"""微信: the mini-program and official-account interfaces of api.weixin.qq.com and open.weixin.qq.com.

Sources: INTEGRATIONS §1.1. Routes are grouped by what they are for: tokens, login, the mini-program's own calls, and
the page on which a person agrees to log in.
"""

from backend.sandbox.faults import DUPLICATE_CALLBACK, GENERAL, RATE_LIMIT, WRONG_SIGNATURE, FaultKind
from backend.sandbox.services import Panel, Service, register
from backend.sandbox.wechat import authorise, login, messages, mini_program, tokens, wxacode
from backend.sandbox.wechat.answers import NAME, failed

register(
    Service(
        name=NAME,
        title="微信",
        faults=(
            *GENERAL,
            FaultKind(WRONG_SIGNATURE, "凭证无效（40001）", lambda _: failed(40001)),
            FaultKind(RATE_LIMIT, "频率超限（45009）", lambda _: failed(45009)),
            FaultKind("busy", "系统繁忙（-1）", lambda _: failed(-1)),
            FaultKind("risky_user", "高风险用户（40226）", lambda _: failed(40226)),
            FaultKind(DUPLICATE_CALLBACK, "授权回调重复到达", passive=True),
        ),
        wire=(tokens.wire, login.wire, mini_program.wire, wxacode.wire, messages.wire),
        helpers=(authorise.pages, login.helpers, messages.helpers),
        panels=(
            Panel("messages", messages.panel),
            Panel("whoami", login.panel),
        ),
    )
)
