"""阿里云实人认证, 静默活体 (LivenessFaceVerify): one picture, alive or not. Part of cloudauth, with its faults.

The sandbox has no model for it: every picture that keeps the vendor's limits is alive, unless the tester chose
otherwise. Sources: INTEGRATIONS §4.4; help.aliyun.com 209633 (request) and image-id-verification (SubCode).
"""

import json
from uuid import uuid4

from backend.sandbox.aliyun.cloudauth import (
    DIFFERS,
    NAME,
    NO_PHOTO,
    RISK,
    VERSION,
    Refused,
    done,
    known_scene,
    outcome_of,
    picture_of,
    present,
    refused,
)
from backend.sandbox.aliyun.rpc import Reply, RpcCall, action

TITLE = "静默活体"


@action(NAME, VERSION, "LivenessFaceVerify")
async def liveness_face(call: RpcCall) -> Reply:
    """静默活体: was the picture taken of a living person? (LR_FR_MIN)"""
    try:
        present(call, "SceneId", "OuterOrderNo", "ProductCode")
        known_scene(call)
        if call.params["ProductCode"] != "LR_FR_MIN":
            raise Refused("401", "参数非法")
        await picture_of(call, "FaceContrastPicture", higher_than_wide=True)
        chosen = outcome_of(call)
        if chosen == NO_PHOTO:
            raise Refused("419", "传入图片不可用")
    except Refused as refusal:
        return refused(call, TITLE, refusal)
    attack = chosen in (RISK, DIFFERS)
    front = {"qualityScore": 88.3615493774414}
    material = {"faceAttack": "T" if attack else "F", "faceOcclusion": "F", "facialPictureFront": front}
    result = {
        "Passed": "F" if attack else "T",
        "SubCode": "205" if attack else "200",
        "MaterialInfo": json.dumps(material),
        "CertifyId": uuid4().hex,
    }
    return done(call, TITLE, result, f"Passed {result['Passed']}，SubCode {result['SubCode']}")
