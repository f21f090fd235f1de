"""号码生成: makes numbers whose check digits are right, for people who do not exist.

Checking numbers is the business of ``backend.rules``; making them is only ever needed here. Sources: GB 11643-1999,
GB 32100-2015, GB 11714, GB 16735.
"""

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def id_number(region: str, born: str, sequence: int) -> str:
    """An 18-character resident identity number; ``born`` as YYYY-MM-DD, an odd ``sequence`` (0-999) is male."""
    body = f"{region}{born.replace('-', '')}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def credit_code(head: str) -> str:
    """A unified social credit code from its first sixteen characters: both check characters are added."""
    organisation = sum(
        int(letter, 36) * weight for letter, weight in zip(head[8:16], _ORGANISATION_WEIGHTS, strict=True)
    )
    body = head + {10: "X", 11: "0"}.get(11 - organisation % 11, str(11 - organisation % 11))
    total = sum(_CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + _CREDIT_ALPHABET[(31 - total % 31) % 31]


def vin(head: str, year: str, serial: str) -> str:
    """A 17-character VIN: eight characters of maker and model, year letter, then plant and serial (seven)."""
    tail = year + serial
    letters = f"{head}0{tail}"
    total = sum(int(_VIN_VALUES[letter]) * weight for letter, weight in zip(letters, _VIN_WEIGHTS, strict=True))
    check = "X" if total % 11 == 10 else str(total % 11)
    return f"{head}{check}{tail}"
