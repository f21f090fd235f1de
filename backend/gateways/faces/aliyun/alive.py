"""真人检测 over Aliyun cloudauth (LivenessFaceVerify, LR_FR_MIN): was this picture taken of a living person?

Of the vendor's ways this is the one that takes pictures of our own page; InitFaceVerify wants the vendor's page or
SDK on the phone. It tells screens and prints from people on one picture and knows nothing of movement: the vendor
itself calls it fit for low risk, beside a capture of one's own. Sources: INTEGRATIONS §4.4, help.aliyun.com 209633.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from backend.gateways.aliyun import GARBLED
from backend.gateways.cloudauth import DONE, SERVICE, VERSION, Cloudauth, CloudauthAnswer
from backend.gateways.faces.aliyun.fit import fitted, upright
from backend.gateways.faces.shots import open_shot
from backend.gateways.faces.views import AliveAnswer
from backend.gateways.purse import Purse
from backend.kit.errors import VendorTrouble
from backend.kit.ids import letters

_LOOK: Final = "请经办人查看各张画面并当面判断。"
ALIVE: Final = "阿里云判断照片是真人拍摄。"
ATTACK: Final = "阿里云判断照片不是对着真人拍摄的（翻拍的照片或屏幕），请本人对着镜头重新拍摄。"
UNSURE: Final = f"阿里云没有给出是否真人的结论。{_LOOK}"
#: Codes of the reply that are about this picture or person, not about our account; nobody is charged for them.
REFUSALS: Final[Mapping[str, str]] = {
    "417": UNSURE,
    "418": f"今天真人检测失败次数过多，阿里云明天才再回答。{_LOOK}",
    "419": f"阿里云在照片里看不清人脸，没有判断是否真人。{_LOOK}",
    "421": UNSURE,
    "427": f"阿里云因风险策略没有判断是否真人。{_LOOK}",
}
_ATTACKED: Final = "205"
_YES: Final = AliveAnswer(True, "200", ALIVE)
_NO: Final = AliveAnswer(False, _ATTACKED, ATTACK)
_NEITHER: Final = AliveAnswer(None, "F", UNSURE)


class AliyunAlive:
    """:class:`~backend.gateways.faces.LivenessService` over Aliyun, paid from ``purse``."""

    name = "aliyun"
    version = f"cloudauth {VERSION}"
    receiver = "aliyun"

    def __init__(self, cloudauth: Cloudauth, purse: Purse, price_fen: int) -> None:
        self._cloudauth = cloudauth
        self._purse = purse
        self._price_fen = price_fen

    async def ask(self, picture: bytes) -> AliveAnswer:
        """See :meth:`~backend.gateways.faces.LivenessService.ask`."""
        ready = await asyncio.to_thread(lambda: fitted(upright(open_shot(picture))))
        params = {
            "SceneId": self._cloudauth.scene_id,
            "OuterOrderNo": letters(32),
            "ProductCode": "LR_FR_MIN",
            "Model": "FRONT_CAMERA_LIVENESS",
            "Crop": "T",
            "FaceContrastPicture": b64encode(ready).decode(),
        }
        async with self._purse.paying("liveness", self._price_fen) as bill:
            answer = await self._cloudauth.ask("LivenessFaceVerify", params)
            told = self._told(answer)
            bill.cost_fen = told.cost_fen
        return told

    async def close(self) -> None:
        """Let go of threads and connections."""
        await self._cloudauth.close()

    def _told(self, answer: CloudauthAnswer) -> AliveAnswer:
        if answer.code in REFUSALS:
            return AliveAnswer(None, answer.code, REFUSALS[answer.code], answer.request_id)
        if answer.code != DONE:
            raise self._cloudauth.trouble(answer.code)
        passed, code = str(answer.result.get("Passed", "")), str(answer.result.get("SubCode", ""))
        if passed not in ("T", "F"):
            raise VendorTrouble(SERVICE, GARBLED, retry=True)
        # Only what the vendor calls an attack accuses anybody; whatever else it says no to asks a person.
        said = _YES if passed == "T" else _NO if code == _ATTACKED else _NEITHER
        return replace(said, request_id=answer.request_id, cost_fen=self._price_fen)
