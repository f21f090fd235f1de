"""照片指纹: 64 bits, and how one that is nearly the same is found among millions."""

from tortoise.expressions import Q

from backend.verification.models import PictureMark

# Four bands: fingerprints that differ in no more bits than these share at least one band whole.
MOST_BITS = 3
BAND_BITS, BANDS = 16, 4
# A picture of nothing shares its fingerprint with many; the newest of them say enough.
MOST_CANDIDATES = 200


def marks_of(fingerprint: int) -> tuple[str, list[int]]:
    """The fingerprint in hexadecimal, and its bands."""
    bands = [fingerprint >> BAND_BITS * place & 0xFFFF for place in range(BANDS)]
    return f"{fingerprint & 0xFFFFFFFFFFFFFFFF:016x}", bands


def distance(one: str, other: str) -> int:
    """In how many bits two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


async def closest(mark: PictureMark) -> list[PictureMark]:
    """Photographs of other people's cases that may be the same shot, the nearest first.

    Whoever has the same WeChat account or identity may send a picture twice: that is no fraud.
    """
    bands = Q(band0=mark.band0) | Q(band1=mark.band1) | Q(band2=mark.band2) | Q(band3=mark.band3)
    rows = PictureMark.filter(bands | Q(sha256=mark.sha256)).exclude(collection=mark.collection)
    others = await rows.exclude(owner=mark.owner).order_by("-id").limit(MOST_CANDIDATES)
    found = [
        one
        for one in others
        if not (mark.person and one.person == mark.person) and distance(one.marks, mark.marks) <= MOST_BITS
    ]
    return sorted(found, key=lambda one: distance(one.marks, mark.marks))
