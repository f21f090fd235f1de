"""The only door through which randomness and unguessable names come in (编号与随机数)."""

import secrets

# Crockford's alphabet: no I, L, O, U, so that a code read aloud or from a smudged screen stays itself.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def public_id() -> str:
    """A name for a row that may stand in a URL: 100 bits, 20 letters, unguessable."""
    return letters(20).lower()


def letters(count: int) -> str:
    """``count`` random letters of :data:`ALPHABET`, five bits each."""
    bits = secrets.randbits(5 * count)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(count))


def digits(count: int) -> str:
    """``count`` random decimal digits, as an SMS code has."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def token() -> str:
    """A bearer secret of 256 bits, safe in a cookie or a header."""
    return secrets.token_urlsafe(32)


def random_bytes(count: int) -> bytes:
    """``count`` random bytes, for keys and nonces."""
    return secrets.token_bytes(count)
