"""校验码 ISO 7064 MOD 11-2: shared by resident identity numbers and 2023 permanent-residence cards."""

from datetime import date
from typing import Final

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"


def check_character(first_17: str) -> str:
    """Return the 18th character of a 17-digit body (GB 11643-1999); X stands for ten."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def real_date(digits: str) -> date | None:
    """Return the day written YYYYMMDD, or None when the calendar has no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def age_on(birth: date, on: date) -> int:
    """Return the full years of age on a day; someone born on 29 February comes of age on 1 March of a common year."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
