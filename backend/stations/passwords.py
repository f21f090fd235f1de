"""Passwords and one-time codes (密码与动态口令)."""

import asyncio
import re
from functools import cache
from hmac import compare_digest

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from backend.kit import clock, ids
from backend.stations.errors import PasswordTooWeak

# RFC 9106's second choice (64 MB, 3 passes), one lane: about 80 ms on the reference box, a gigabyte for 16 at a time.
HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)
SHORTEST = 10
STEP_SECONDS = 30
# A phone's clock may be one step off either way.
STEPS_OFF = (0, -1, 1)
NO_STEP = 0


def check_strength(password: str, username: str) -> None:
    """Raise :class:`PasswordTooWeak` unless the password has 10 characters, letters, digits, and not the username."""
    mixed = re.search(r"[A-Za-z]", password) and re.search(r"\d", password)
    if len(password) < SHORTEST or len(password) > 200 or not mixed or username.lower() in password.lower():
        raise PasswordTooWeak(field="password")


def hash_now(password: str) -> str:
    """The argon2id hash; takes long on purpose, so requests use :func:`hashed`."""
    return HASHER.hash(password)


async def hashed(password: str) -> str:
    """The argon2id hash, made beside the event loop."""
    return await asyncio.to_thread(hash_now, password)


async def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one behind the hash; equally long for a hash that nobody has (empty)."""

    def compare() -> bool:
        try:
            return HASHER.verify(password_hash or nobodys_hash(), password) and bool(password_hash)
        except (Argon2Error, InvalidHashError):
            return False

    return await asyncio.to_thread(compare)


@cache
def nobodys_hash() -> str:
    """A hash to compare with when there is no such user, so that the answer takes as long as for one who exists."""
    return hash_now(ids.token())


def temporary_password() -> str:
    """A first password that can be read over a counter: 60 bits in three groups, with letters and digits."""
    return f"{ids.letters(4)}-{ids.letters(4)}-{ids.letters(4)}{ids.digits(1)}a".lower()


def totp_secret() -> str:
    """A new secret of 160 bits in base 32, as authenticator apps want it."""
    return pyotp.random_base32()


def totp_uri(secret: str, username: str) -> str:
    """What the QR for an authenticator app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="车务通")


def step_of(secret: str, code: str) -> int:
    """The 30-second step that ``code`` belongs to, or :data:`NO_STEP` when it belongs to none near now."""
    totp, moment, found = pyotp.TOTP(secret), int(clock.now().timestamp()), NO_STEP
    for off in STEPS_OFF:
        step = moment // STEP_SECONDS + off
        if compare_digest(totp.at(step * STEP_SECONDS).encode(), code.strip().encode()):
            found = step
    return found
