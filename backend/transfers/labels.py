"""What the station's pages call things (名称)."""

PERSON = {
    "name": "姓名",
    "sex": "性别",
    "ethnicity": "民族",
    "birth_date": "出生日期",
    "address": "住址",
    "id_number": "身份证号码",
    "issuer": "签发机关",
    "valid_from": "有效期起",
    "valid_to": "有效期止",
}
COMPANY = {
    "credit_code": "统一社会信用代码",
    "name": "企业名称",
    "kind": "企业类型",
    "legal_representative": "法定代表人",
    "registered_capital": "注册资本",
    "founded_on": "成立日期",
    "address": "住所",
}
VEHICLE = {
    "plate_number": "号牌号码",
    "vehicle_type": "车辆类型",
    "owner": "所有人",
    "address": "住址",
    "use_character": "使用性质",
    "brand_model": "品牌型号",
    "vin": "车辆识别代号",
    "engine_number": "发动机号码",
    "registered_on": "注册日期",
    "issued_on": "发证日期",
}
GROUPS = {"principal": PERSON, "agent": PERSON, "company": COMPANY, "vehicle": VEHICLE}
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
