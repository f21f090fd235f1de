"""Where each field came from, and which sources disagree (来源比对). Pure."""

from collections.abc import Mapping

from backend.collection import FIELD_LABELS, FieldFact, PartyFacts
from backend.rules.numbers.text import same_name
from backend.transfers.labels import SOURCES
from backend.transfers.view.facts import FieldView
from backend.verification import Source

LICENCE = "行驶证"


def fields_of(party: PartyFacts, group: str, licence_owner: str = "") -> list[FieldView]:
    """The fields of one group in the order of the paper; ``licence_owner`` is compared with the seller's name."""
    facts: Mapping[str, FieldFact] = getattr(party, group)
    views = []
    for name, label in FIELD_LABELS[group].items():
        if name not in facts:
            continue
        others = _recognised(facts[name], party.card_name(group))
        if name == "name" and group != "agent" and licence_owner and not same_name(licence_owner, facts[name].value):
            others.append(Source("行驶证所有人", licence_owner))
        views.append(_view(group, name, label, facts[name], others))
    return views


def vehicle_fields(seller: PartyFacts | None, corrections: Mapping[str, tuple[str, str]]) -> list[FieldView]:
    """The licence's fields with a clerk's corrections (name -> value, who) over them; the owner's answers stay."""
    facts = seller.vehicle if seller else {}
    views = []
    for name, label in FIELD_LABELS["vehicle"].items():
        if name in corrections:
            value, who = corrections[name]
            others = []
            if name in facts and facts[name].value != value:
                others = [Source(f"车主{SOURCES[facts[name].source]}", facts[name].value)]
                others += [one for one in _recognised(facts[name], LICENCE) if one.value != value]
            others += _owner_and_seller(name, value, seller)
            typed = FieldFact(name, value, "typed")
            views.append(_view("vehicle", name, label, typed, others, f"{who}更正"))
        elif name in facts:
            others = _recognised(facts[name], LICENCE) + _owner_and_seller(name, facts[name].value, seller)
            views.append(_view("vehicle", name, label, facts[name], others))
    return views


def _recognised(fact: FieldFact, card: str) -> list[Source]:
    differs = fact.recognised is not None and fact.recognised != fact.value
    return [Source(f"{card}识别", fact.recognised or "")] if differs else []


def _owner_and_seller(name: str, value: str, seller: PartyFacts | None) -> list[Source]:
    if name != "owner" or seller is None or not seller.display_name or same_name(value, seller.display_name):
        return []
    return [Source("卖方", seller.display_name)]


def _view(group: str, name: str, label: str, fact: FieldFact, others: list[Source], source_name: str = "") -> FieldView:
    return FieldView(
        group=group,
        name=name,
        label=label,
        value=fact.value,
        source=fact.source,
        source_name=source_name or f"车主{SOURCES[fact.source]}" if fact.source != "recognised" else "识别",
        confidence=fact.confidence,
        checked=fact.checked,
        others=tuple(others),
    )
