"""What a side's people and papers are called (称谓): the one place that tells 代办人 from 经办人.

A private person's agent is the 代办人 (受托人 of the power of attorney); whom a company sends is its 经办人, as the
vehicle office's own form calls them (DOMAIN §5.5 A). What an owner's phone says of the same tasks: ``tasks.TITLES``.
"""

PERSONS_AGENT, COMPANYS_AGENT = "代办人", "经办人"

# Tasks and photographs as a station's pages, findings and the archive's list name them.
NAMES = {
    "phone": "手机号验证",
    "business_licence": "营业执照",
    "id_front": "身份证人像面",
    "id_back": "身份证国徽面",
    "identity": "身份信息",
    "authority_letter": "授权委托书",
    "agent_id_front": "身份证人像面",
    "agent_id_back": "身份证国徽面",
    "agent_identity": "信息",
    "vehicle_licence": "行驶证",
    "vehicle": "车辆信息",
    "car_front45": "车辆左前45°照片",
    "car_vin": "车架号照片",
    "selfie": "本人照片",
    "signature": "手写签名",
}
ORDER = tuple(NAMES)
# Whose they are where somebody else stands at the phone.
OF_THE_AGENT = frozenset({"agent_id_front", "agent_id_back", "agent_identity"})
BY_WHO_IS_THERE = {"selfie": "照片", "signature": "手写签名"}
OF_THE_PRINCIPAL = {"id_front": "委托人身份证人像面", "id_back": "委托人身份证国徽面", "identity": "委托人信息"}
CARDS = {"principal": "身份证", "company": "营业执照", "vehicle": "行驶证", "condition": "车况告知"}


def agent_name(party_kind: str) -> str:
    """经办人 for whom a company sends, 代办人 for a person's agent."""
    return COMPANYS_AGENT if party_kind == "company" else PERSONS_AGENT


def name_of(key: str, party_kind: str, by_agent: bool) -> str:
    """A task or photograph in the words of this side's kind of party; the key itself where it has no name."""
    who = agent_name(party_kind)
    if key in OF_THE_AGENT:
        return f"{who}{NAMES[key]}"
    if key in BY_WHO_IS_THERE and (by_agent or party_kind == "company"):
        return f"{who}{BY_WHO_IS_THERE[key]}"
    if by_agent and key in OF_THE_PRINCIPAL:
        return OF_THE_PRINCIPAL[key]
    if key == "identity" and party_kind == "company":
        return "企业信息"
    return NAMES.get(key, key)


def card_name(group: str, party_kind: str) -> str:
    """What the fields of a group are read from."""
    return f"{agent_name(party_kind)}身份证" if group == "agent" else CARDS[group]
