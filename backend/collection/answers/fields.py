"""The fields of each group (字段表): names exactly as the card reader gives them, with what the papers call them."""

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
# What the seller must tell and no paper says (车况告知): 二手车流通管理办法 art. 14, DOMAIN §5.4.
CONDITION = {
    "mileage_km": "行驶里程（公里）",
    "inspected_until": "检验有效期至",
    "accident": "发生过碰撞、翻车等重大事故",
    "flood": "被水淹或泡过水",
    "fire": "发生过火烧",
    "repair": "更换过发动机、车架等重大维修",
    "mortgage": "有抵押、质押或未结清的贷款",
    "violations": "有未处理的交通违法或事故",
    "remarks": "说明",
}
LABELS = {"principal": PERSON, "agent": PERSON, "company": COMPANY, "vehicle": VEHICLE, "condition": CONDITION}

# A sole trader's licence names no capital, older ones no kind; an ethnicity is not printed on residence permits.
MAY_BE_EMPTY = {
    "principal": frozenset({"ethnicity"}),
    "agent": frozenset({"ethnicity"}),
    "company": frozenset({"kind", "registered_capital", "founded_on"}),
    "vehicle": frozenset({"address"}),
    "condition": frozenset(CONDITION),
}
DATES = frozenset({"birth_date", "valid_from", "valid_to", "founded_on", "registered_on", "issued_on"})
LONG_TERM = "长期"
YES, NO = "有", "无"
YES_OR_NO = ("accident", "flood", "fire", "repair", "mortgage", "violations")

# No paper prints more in one field; a longer text is a mistake or an attack.
LONGEST = 120
