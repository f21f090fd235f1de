"""What the station's pages call things (名称)."""

SOURCES = {"recognised": "识别", "typed": "填写", "corrected": "更正", "scanned": "扫描"}
TRADES = {"direct": "直接交易", "entrusted": "委托交易"}
TASKS = {
    "phone": "手机号验证",
    "business_licence": "营业执照",
    "id_front": "身份证人像面",
    "id_back": "身份证国徽面",
    "identity": "身份信息",
    "authority_letter": "授权委托书",
    "agent_id_front": "经办人身份证人像面",
    "agent_id_back": "经办人身份证国徽面",
    "agent_identity": "经办人信息",
    "vehicle_licence": "行驶证",
    "vehicle": "车辆信息",
    "car_front45": "车辆左前45°照片",
    "car_vin": "车架号照片",
    "selfie": "本人照片",
    "signature": "手写签名",
}
