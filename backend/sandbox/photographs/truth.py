"""What is printed on each test card (真值): generated people, cars and firms whose papers agree with each other.

Everything follows from ``(kind, seed, person)``, so the same seed always prints the same card. Check digits are right:
GB 11643 for the ID number, GB 16735 for the VIN, GB 32100 for the unified social credit code.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from backend.rules.numbers import credit_code as credit_codes
from backend.rules.numbers import mod11_2
from backend.sandbox.photographs import cars
from backend.sandbox.photographs.places import (
    BY_CODE,
    ESTATES,
    ETHNICITIES,
    GIVEN,
    MINORITY,
    PLACES,
    SHOP_WORDS,
    STREETS,
    SURNAMES,
    TRADES,
    VILLAGES,
    Place,
)

CARD_KINDS: Final = ("id_front", "id_back", "vehicle_licence", "business_licence")
_PRINTED_ON: Final = date(2025, 6, 1)  # no card says it was issued after this day, so the truth never ages


def truth_for(kind: str, seed: int, person: Mapping[str, str] | None = None) -> dict[str, str]:
    """The fields printed on the card ``kind`` of test person ``seed``; dates are ``YYYY-MM-DD``.

    ``person`` may give ``name``, ``id_number``, ``sex``, ``birth_date``, ``address``, ``ethnicity``; whatever it gives
    stands on the person's cards, and is the owner of the licence and the legal representative of the firm. Raises
    ``ValueError`` for an unknown kind.
    """
    makers = {
        "id_front": _id_front,
        "id_back": _id_back,
        "vehicle_licence": _vehicle_licence,
        "business_licence": _business_licence,
        "registration_certificate": _registration_certificate,
        "car_front45": _car,
        "vin_plate": _car,
        "selfie": _id_front,
    }
    if kind not in makers:
        raise ValueError(f"unknown kind of photograph: {kind}")
    return makers[kind](seed, _person(seed, person))


def _person(seed: int, given: Mapping[str, str] | None) -> dict[str, str]:
    """Test person ``seed``, overruled by what is ``given``."""
    random = Random(f"person {seed}")
    place = random.choice(PLACES)
    born = date(1950, 1, 1) + timedelta(days=random.randrange(57 * 365))
    if random.random() < 0.08:
        name, sex, ethnicity = random.choice(MINORITY)
    else:
        sex, ethnicity = random.choice("男女"), random.choice(ETHNICITIES)
        name = random.choice(SURNAMES) + "".join(random.choice(GIVEN) for _ in range(random.choice((1, 2, 2, 2))))
    order = random.randrange(1, 499) * 2 + (sex == "男")
    person = {
        "name": name,
        "sex": sex,
        "ethnicity": ethnicity,
        "birth_date": born.isoformat(),
        "address": _home(random, place),
        "id_number": id_number(f"{place.code}{born:%Y%m%d}{order:03d}"),
    }
    person.update({key: value for key, value in (given or {}).items() if value})
    if given and "id_number" in given:
        number = given["id_number"]
        person.setdefault("birth_date", "")
        person["birth_date"] = given.get("birth_date") or f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        person["sex"] = given.get("sex") or ("男" if int(number[16]) % 2 else "女")
    return person


def id_number(first17: str) -> str:
    """``first17`` with its check digit (ISO 7064 MOD 11-2)."""
    return first17 + mod11_2.check_character(first17)


def credit_code(first17: str) -> str:
    """``first17`` with its check character (GB 32100-2015)."""
    return first17 + credit_codes.check_character(first17)


def _home(random: Random, place: Place) -> str:
    if place.county.endswith("县") and random.random() < 0.6:
        return f"{place.address}{random.choice(VILLAGES)}{random.randrange(1, 300)}号"
    home = f"{place.address}{random.choice(STREETS)}{random.randrange(1, 600)}号{random.choice(ESTATES)}"
    return home + random.choice(
        (
            "",
            f"{random.randrange(1, 40)}座{random.randrange(101, 3300)}室",
            f"{random.randrange(1, 20)}幢{random.randrange(1, 5)}单元{random.randrange(101, 999)}室",
        )
    )


def _shop(random: Random, place: Place) -> str:
    street = f"{place.address}{random.choice(STREETS)}{random.randrange(1, 600)}号"
    return street + random.choice(("", "1层", "2号楼301室", "A座1508室"))


def _place_of(person: Mapping[str, str]) -> Place:
    """The place whose code the person's number begins with; else one of the same province, else any by the number."""
    number = person["id_number"]
    near = [place for place in PLACES if place.code[:2] == number[:2]] or list(PLACES)
    return BY_CODE.get(number[:6]) or near[sum(map(ord, number)) % len(near)]


def _id_front(seed: int, person: dict[str, str]) -> dict[str, str]:
    return {key: person[key] for key in ("name", "sex", "ethnicity", "birth_date", "address", "id_number")}


def _id_back(seed: int, person: dict[str, str]) -> dict[str, str]:
    random = Random(f"id back {person['id_number']} {seed}")
    born = date.fromisoformat(person["birth_date"])
    issued = _PRINTED_ON - timedelta(days=random.randrange(30, 5 * 365))
    age = (issued - born).days // 365
    years = 5 if age < 16 else 10 if age < 26 else 20
    until = "长期" if age >= 46 else _years_later(issued, years).isoformat()
    return {"issuer": _place_of(person).police, "valid_from": issued.isoformat(), "valid_to": until}


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _car(seed: int, person: dict[str, str]) -> dict[str, str]:
    licence = _vehicle_licence(seed, person)
    return {key: licence[key] for key in ("plate_number", "vin", "brand_model", "vehicle_type")}


def _vehicle_licence(seed: int, person: dict[str, str]) -> dict[str, str]:
    random = Random(f"car {person['id_number']} {seed}")
    place = _place_of(person)
    model, vehicle_type, maker, new_energy = random.choice(cars.MODELS)
    registered = date(2012, 3, 1) + timedelta(days=random.randrange(13 * 365))
    issued = registered if random.random() < 0.6 else registered + timedelta(days=random.randrange(1, 900))
    return {
        "plate_number": cars.plate(random, place.plate, new_energy),
        "vehicle_type": vehicle_type,
        "owner": person["name"],
        "address": person["address"],
        "use_character": random.choice(cars.USES),
        "brand_model": model,
        "vin": cars.vin(random, maker, registered.year),
        "engine_number": cars.engine_number(random),
        "registered_on": registered.isoformat(),
        "issued_on": min(issued, _PRINTED_ON).isoformat(),
    }


def _registration_certificate(seed: int, person: dict[str, str]) -> dict[str, str]:
    """Of the same car as the licence of that seed."""
    licence = _vehicle_licence(seed, person)
    random = Random(f"certificate {person['id_number']} {seed}")
    place = _place_of(person)
    names = ("plate_number", "vehicle_type", "owner", "use_character", "brand_model", "vin", "engine_number")
    return {name: licence[name] for name in (*names, "registered_on")} | {
        "certificate_number": f"{place.code[:2]}{random.randrange(10**10):010d}",
        "id_number": person["id_number"],
        "color": random.choice(("白", "黑", "灰", "红", "蓝")),
        "manufacturer": f"{licence['brand_model'].split('牌')[0]}汽车有限公司",
    }


def _business_licence(seed: int, person: dict[str, str]) -> dict[str, str]:
    """Of a company, or (one in four) of an individual business, which has no registered capital: then it is ``""``."""
    random = Random(f"firm {person['id_number']} {seed}")
    place = _place_of(person)
    word, trade = random.choice(SHOP_WORDS) + random.choice(("", "兴", "泰", "达")), random.choice(TRADES)
    founded = date(2005, 1, 10) + timedelta(days=random.randrange(19 * 365))
    alone = random.random() < 0.25
    body = "".join(random.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(6))
    city = place.city.removesuffix("市")
    name = f"{place.county}{word}{trade[0]}商行" if alone else f"{city}{word}{trade[0]}有限公司"
    kinds = (
        "有限责任公司(自然人投资或控股)",
        "有限责任公司(自然人独资)",
        "有限责任公司",
        "有限责任公司(自然人投资或控股的法人独资)",
    )
    amounts = ("壹佰万元整", "伍佰万圆整", "1000万元人民币", "伍拾万元整", "贰仟万圆人民币", "3000万元整")
    return {
        "credit_code": credit_code(f"9{2 if alone else 1}{place.code}MA{body}{random.randrange(10)}"),
        "name": name,
        "kind": "个体工商户" if alone else random.choice(kinds),
        "legal_representative": person["name"],
        "registered_capital": "" if alone else random.choice(amounts),
        "founded_on": founded.isoformat(),
        "address": _shop(random, place),
    }
