"""Every no of the guided capture (真人检测拒绝); what is wrong with the pictures themselves is in ``observed.py``."""

from backend.kit.errors import Refusal


class ChallengeUnknown(Refusal):
    """No such challenge, or another owner's or collection's (动作题目不存在)."""

    code = "LIV-101"
    status = 404
    say = "没有找到这次动作检测，请重新开始拍摄。"


class ChallengeUsed(Refusal):
    """Frames were sent for it before: a challenge is good once (动作题目已用过)."""

    code = "LIV-102"
    say = "这次动作检测已经提交过，请重新开始拍摄。"


class ChallengeExpired(Refusal):
    """More than two minutes old (动作题目已过期)."""

    code = "LIV-103"
    say = "动作检测超过 {minutes} 分钟没有完成，请重新开始拍摄。"


class FramesUnfit(Refusal):
    """Too many frames, or other pictures than small JPEGs (画面不符合要求)."""

    code = "LIV-104"
    status = 422
    say = "画面不符合要求，请刷新页面后重新拍摄。"
