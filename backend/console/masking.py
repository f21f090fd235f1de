"""What is shown of a person where the whole is not needed (打码): lists, toasts, and numbers until a clerk asks."""

# Organisations are public; these words end their names.
COMPANY_WORDS = ("公司", "厂", "店", "社", "中心", "集团", "合伙", "行", "部", "局", "院", "校", "场")


def masked_name(name: str) -> str:
    """林* for a person, the whole for a company."""
    return name if len(name) < 2 or name.endswith(COMPANY_WORDS) else name[0] + "*" * (len(name) - 1)


def masked_number(number: str) -> str:
    """350102********9903: enough of an identity number or phone to compare with a card, not to copy."""
    if len(number) >= 15:
        return number[:6] + "*" * (len(number) - 10) + number[-4:]
    if len(number) >= 7:
        return number[:3] + "*" * (len(number) - 7) + number[-4:]
    return "*" * len(number)
