"""The deal (交易核查): two different parties, and a price that both meant."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from backend.collection import PartyFacts
from backend.rules import eligibility
from backend.rules.money import Fen
from backend.rules.numbers import same_identity_number
from backend.rules.years_method import Deviation
from backend.verification.comparing.finding import Finding, Severity, Source, from_rules
from backend.verification.comparing.subject import TransferFacts, value

SIDE = "deal"
# DOMAIN §0.5: the price is free, but one far from the appraisal is looked at; a fifth is what the source's own
# papers (20.66 %) already call a deviation.
DEVIATION = Fraction(1, 5)
PRICE_NAMES = {"price": "成交价", "appraised": "评估价", "declared": "申报价"}


def about_deal(seller: PartyFacts | None, buyer: PartyFacts | None, transfer: TransferFacts) -> Iterator[Finding]:
    """What speaks against these two trading at this price."""
    if seller and buyer:
        yield from _parties(seller, buyer)
    yield from _price(seller, buyer, transfer)


def _parties(seller: PartyFacts, buyer: PartyFacts) -> Iterator[Finding]:
    numbers = [_number_of(party) for party in (seller, buyer)]
    yield from from_rules(eligibility.check_parties_differ(*numbers), SIDE)
    if seller.owner == buyer.owner:
        sentence = "买卖双方用同一个微信办理，请核实双方身份和真实意愿后写明。"
        yield Finding("one_phone_for_both", Severity.ASK, SIDE, "owner", sentence)
    agents = [value(agent, "id_number") for agent in (seller.agent, buyer.agent)]
    if all(agents) and same_identity_number(*agents):
        who = f"卖方{seller.agent_name}和买方{buyer.agent_name}是同一人"
        sentence = f"{who}，同时代理双方须双方书面同意（《民法典》第一百六十八条），请核对委托书后写明。"
        yield Finding("agent_of_both", Severity.ASK, SIDE, "agent", sentence)


def _number_of(party: PartyFacts) -> str:
    return value(party.company, "credit_code") or value(party.principal, "id_number")


def _price(seller: PartyFacts | None, buyer: PartyFacts | None, transfer: TransferFacts) -> Iterator[Finding]:
    price = transfer.price_fen
    if not price:
        yield Finding("price_missing", Severity.STOP, SIDE, "price", "请填写成交价。")
        return
    with_deal = [party for party in (seller, buyer) if party and party.deal]
    agreed = {party.agreed_price_fen for party in with_deal}
    if with_deal and None in agreed:
        sentence = "双方在手机上还没有确认同一个成交价，请请双方确认，或核实后写明。"
        yield Finding("price_unconfirmed", Severity.ASK, SIDE, "price", sentence)
    elif with_deal and agreed != {price}:
        said = "、".join(Fen(one).grouped() for one in sorted(one for one in agreed if one))
        sources = (Source("双方确认", f"{said} 元"), Source("本次填写", f"{Fen(price).grouped()} 元"))
        sentence = "成交价与双方在手机上确认的不一致，请核实后写明或改回。"
        yield Finding("price_differs", Severity.ASK, SIDE, "price", sentence, sources)
    far = {name: one for name, one in transfer.deviations.items() if one.outside}
    if far:
        yield _outside_band(transfer, far)
    elif transfer.appraised_fen and abs(Fraction(price, transfer.appraised_fen) - 1) > DEVIATION:
        sources = (
            Source("成交价", f"{Fen(price).grouped()} 元"),
            Source("评估价", f"{Fen(transfer.appraised_fen).grouped()} 元"),
        )
        sentence = "成交价与评估价相差超过 20%，请留意价格是否真实。"
        yield Finding("price_far_from_appraisal", Severity.NOTE, SIDE, "price", sentence, sources)


def _outside_band(transfer: TransferFacts, far: Mapping[str, Deviation]) -> Finding:
    """A price far from the base price asks for a remark and never blocks (DOMAIN §3.2); one reason covers all."""
    amounts = {"price": transfer.price_fen, "appraised": transfer.appraised_fen, "declared": transfer.declared_fen}
    sources = [Source("基准价", f"{Fen(transfer.base_fen or 0).grouped()} 元")]
    for name, one in far.items():
        shown = f"{Fen(amounts[name] or 0).grouped()} 元（基准价的 {one.ratio:.0%}）"
        sources.append(Source(PRICE_NAMES[name], shown))
    band = next(iter(far.values()))
    names = "、".join(PRICE_NAMES[name] for name in far)
    sentence = f"{names}不在基准价的 {band.low:.0%} 至 {band.high:.0%} 之间"
    if transfer.deviation_reason:
        sources.append(Source("偏离说明", transfer.deviation_reason))
        return Finding(
            "price_outside_band", Severity.NOTE, SIDE, "deviation", f"{sentence}，已写明原因。", tuple(sources)
        )
    sentence += "，请写明原因；不影响办理。"
    return Finding("price_outside_band", Severity.ASK, SIDE, "deviation", sentence, tuple(sources))
