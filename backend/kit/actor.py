"""Who is acting (操作者)."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may be allowed to do. ``ANYONE`` needs no session."""

    ANYONE = "anyone"
    OWNER = "owner"  # 车主
    CLERK = "clerk"  # 经办人
    MANAGER = "manager"  # 站长
    ADMINISTRATOR = "administrator"  # 系统管理员


STAFF = frozenset({Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Actor:
    """One caller: what kind, its public id, its roles, and for staff the station it works at."""

    kind: str  # anyone | owner | staff | system
    id: str
    roles: frozenset[Role]
    station: str = ""
    csrf: str = ""  # the secret half of this session's forms
    session: int = 0
    first_password: bool = False  # still the one that somebody else chose: good for nothing but changing it

    @property
    def name(self) -> str:
        """How the audit log names this actor: kind and public id."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


ANYONE = Actor("anyone", "", frozenset({Role.ANYONE}))
SYSTEM = Actor("system", "", frozenset())
