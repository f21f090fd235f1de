"""How each photograph is taken (拍摄方式): the frame on the screen, the camera, the example, the words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shot:
    """``frame`` of frames.js, ``sample`` of /static/h5/samples, edges in pixels, ``album`` whether one may choose."""

    frame: str
    sample: str
    hint: str
    max_edge: int = 2000
    max_bytes: int = 900_000
    facing: str = "environment"
    min_edge: int = 600


CARD_FRONT = "放平证件，四个角对齐绿框，避开灯光反射。"
CARD_BACK = "翻到国徽面，四个角对齐绿框，有效期限要看得清。"

SHOTS = {
    "id_front": Shot("id_card", "id_front", CARD_FRONT),
    "id_back": Shot("id_card", "id_back", CARD_BACK),
    "agent_id_front": Shot("id_card", "id_front", CARD_FRONT),
    "agent_id_back": Shot("id_card", "id_back", CARD_BACK),
    "business_licence": Shot("business_licence", "business_licence", "四边拍全，文字清楚；复印件须加盖公章。", 2400),
    "authority_letter": Shot("letter", "letter", "整张拍全，委托事项、签名或公章都要看得清。", 2400),
    "vehicle_licence": Shot("licence", "vehicle_licence", "拍行驶证主页，号牌号码和车辆识别代号要清楚。"),
    "car_front45": Shot("car", "car_front", "站在车头左前方，拍到整车和前号牌。"),
    "car_vin": Shot("vin", "vin_plate", "在前挡风玻璃左下角或车身铭牌上，17 位都要看得清。"),
    "selfie": Shot("selfie", "selfie", "正对镜头，光线均匀，摘下墨镜和口罩。", 1600, 700_000, "user"),
}
