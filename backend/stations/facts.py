"""What other slices and faces may know of stations and staff (对外事实)."""

from dataclasses import dataclass

from backend.kit.actor import Role

ROLE_NAMES = {Role.CLERK: "经办人", Role.MANAGER: "站长", Role.ADMINISTRATOR: "系统管理员"}


@dataclass(frozen=True, slots=True)
class StationFacts:
    """One station (登记服务站). ``code`` has 4 digits, ``province`` the 2 of GB/T 2260.

    ``document_city`` names the folder of ``templates/documents`` whose words its papers use.
    """

    public_id: str
    code: str
    name: str
    market_name: str
    province: str
    city: str
    city_nickname: str
    address: str
    phone: str
    document_city: str = "default"


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """One member of staff (工作人员); ``station`` is empty for an administrator."""

    public_id: str
    username: str
    name: str
    role: Role
    station: str
    active: bool
    must_change_password: bool

    @property
    def role_name(self) -> str:
        """经办人, 站长 or 系统管理员."""
        return ROLE_NAMES[self.role]


@dataclass(frozen=True, slots=True)
class NewCredentials:
    """What a manager hands to a member of staff, shown once and not kept in readable form (初始凭据).

    ``password`` or ``totp_secret`` is empty where only the other was made anew; ``totp_uri`` is for the QR.
    """

    staff: str
    username: str
    password: str = ""
    totp_secret: str = ""
    totp_uri: str = ""
