"""Why a set is not sealed yet (未能盖章的原因), in words for the station that waits for it."""

from backend.gateways import timestamps
from backend.kit.errors import Fault, Refusal, VendorTrouble


class ShownBytesChanged(Fault):
    """The store holds other bytes than those that were signed (展示文件与签署时不一致)."""


class InkChanged(Fault):
    """A signature is no longer the one that was confirmed by SMS, or not under these papers (签名与确认时不一致)."""


class SealedOfAnotherPaper(Fault):
    """Where the sealed paper should be lies something else, or its seal does not hold (已盖章文件异常)."""


NO_TIME = "时间戳服务暂时无法使用，恢复后系统会自动盖章，无需重新签署"
NO_STORE = "文件存储服务暂时无法使用，恢复后系统会自动盖章，无需重新签署"
FOUND_CHANGED = "存储的文书与签署时不一致，已停止盖章，请联系平台管理员核查"
OURS = "盖章程序出错，系统正在自动重试"


def explained(error: Exception) -> str:
    """The reason as the station reads it; never anything personal."""
    match error:
        case VendorTrouble(service=timestamps.SERVICE):
            return NO_TIME
        case VendorTrouble():
            return NO_STORE
        case Refusal():
            return error.sentence[:200]
        case ShownBytesChanged() | InkChanged() | SealedOfAnotherPaper():
            return FOUND_CHANGED
        case _:
            return OURS
