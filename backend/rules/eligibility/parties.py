"""当事人: age, card validity, and that seller and buyer are two parties (DOMAIN §1.1, §1.2, §11)."""

from datetime import date, timedelta
from typing import Final

from backend.rules.eligibility.finding import Finding, Severity, finding
from backend.rules.numbers.identity_number import same_identity_number
from backend.rules.numbers.mod11_2 import age_on
from backend.rules.numbers.resident_id import ADULT, CHILD, judge_resident_id
from backend.rules.numbers.text import same_name

SEXES: Final = {"男": "male", "女": "female", "male": "male", "female": "female"}


def check_age(birth_date: date, on: date, who: str = "当事人") -> list[Finding]:
    """Ask for a guardian below 18 (cannot sell alone) and for the guardian's separate consent below 14."""
    age = age_on(birth_date, on)
    if age < CHILD:
        return [finding("person_under_14", Severity.NEEDS, "birth_date", who=who)]
    if age < ADULT:
        return [finding("person_minor", Severity.NEEDS, "birth_date", who=who)]
    return []


def check_card_period(
    on: date,
    valid_until: date | None,
    valid_from: date | None = None,
    who: str = "当事人",
    warn_days: int = 0,
) -> list[Finding]:
    """Refuse a card that is past its last day, or not yet in force; ``valid_until`` None is 长期.

    The last day itself is valid (expiry >= today). ``warn_days`` warns when the last day is that near.
    """
    if valid_from is not None and on < valid_from:
        return [finding("card_not_yet_valid", Severity.REFUSE, "valid_from", who=who, since=valid_from)]
    if valid_until is None:
        return []
    if on > valid_until:
        return [finding("card_expired", Severity.REFUSE, "valid_until", who=who, until=valid_until)]
    if warn_days and on + timedelta(days=warn_days) > valid_until:
        return [finding("card_expires_soon", Severity.WARN, "valid_until", who=who, until=valid_until)]
    return []


def check_parties_differ(seller_number: str, buyer_number: str) -> list[Finding]:
    """Refuse a transfer to oneself: equal identity numbers (15- and 18-digit forms alike) or credit codes.

    Only numbers decide: two people may share a name.
    """
    if same_identity_number(seller_number, buyer_number):
        return [finding("seller_is_buyer", Severity.REFUSE, "identity_number")]
    return []


def check_owner_is_seller(seller_name: str, owner_name: str) -> list[Finding]:
    """Ask for a paper when the seller is not the 机动车所有人 of the licence; spelling is forgiven."""
    if not same_name(seller_name, owner_name):
        return [finding("seller_not_owner", Severity.NEEDS, "name")]
    return []


def check_printed_person(
    resident_id: str, birth_date: date | None = None, sex: str | None = None, who: str = "当事人"
) -> list[Finding]:
    """Compare birth date and sex (男/女) as printed or read with what the identity number says."""
    facts = judge_resident_id(resident_id).facts
    found = []
    if birth_date is not None and facts.get("birth_date") not in (None, birth_date.isoformat()):
        found.append(finding("birth_date_differs", Severity.WARN, "birth_date", who=who))
    if sex is not None and "sex" in facts and SEXES.get(sex) != facts["sex"]:
        found.append(finding("sex_differs", Severity.WARN, "sex", who=who))
    return found
