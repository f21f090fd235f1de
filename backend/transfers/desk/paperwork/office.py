"""What only the vehicle office asks (登记申请): 号牌种类, and where a car goes that leaves its district (车辆转出)."""

from backend.rules.codes import codes
from backend.transfers.errors import DestinationUnfit, PlateTypeUnfit
from backend.transfers.models import Transfer

# Cities that are provinces (直辖市): no city stands below them.
CITIES_ALONE = frozenset({"北京市", "天津市", "上海市", "重庆市"})
LONGEST_CITY = 20
# The form prints these words behind its blanks.
PROVINCE_WORDS = ("自治区", "特别行政区", "省", "市")


def plate_types() -> tuple[str, ...]:
    """The names to choose from (GA 24.7)."""
    return tuple(codes("plate_type").values())


def provinces() -> tuple[str, ...]:
    """The provinces to choose from, in the order of GB/T 2260; offices of 71 to 83 register no cars from here."""
    return tuple(name for code, name in codes("province").items() if code < "71")


def for_the_office(
    row: Transfer, plate_type: str | None, province: str | None, city: str | None
) -> dict[str, tuple[str, object]]:
    """What to write of these (None leaves a value as it is): name -> column and value.

    Raises PlateTypeUnfit, and DestinationUnfit for half a destination.
    """
    wanted: dict[str, tuple[str, object]] = {}
    if plate_type is not None:
        if plate_type and plate_type not in plate_types():
            raise PlateTypeUnfit(field="plate_type")
        wanted["plate_type"] = ("plate_type", plate_type)
    if province is None and city is None:
        return wanted
    to = row.to_province if province is None else province
    town = " ".join((row.to_city if city is None else city).split())
    if (to and to not in provinces()) or len(town) > LONGEST_CITY:
        raise DestinationUnfit(field="to_province" if to not in provinces() else "to_city")
    if bool(to) != bool(town) and to not in CITIES_ALONE:
        raise DestinationUnfit(field="to_city" if to else "to_province")
    return wanted | {"to_province": ("to_province", to), "to_city": ("to_city", town)}


def province_on_form(name: str) -> str:
    """福建 for 福建省, as the blank before 省(自治区、直辖市) wants it."""
    ending = next((word for word in PROVINCE_WORDS if name.endswith(word)), "")
    return name.removesuffix(ending)


def city_on_form(name: str) -> str:
    """福州 for 福州市, as the blank before 市(地、州) wants it; prefectures keep their whole name."""
    return name.removesuffix("市") if len(name) > 2 else name
