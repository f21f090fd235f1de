"""登记服务站: the stations, who works there, how they sign in, and the numbers a station gives out.

Imports no other slice.
"""

from backend.stations.errors import (
    NoSuchStaff,
    NoSuchStation,
    PasswordTooWeak,
    SignInPaused,
    SignInRefused,
    StationCodeTaken,
    UsernameTaken,
)
from backend.stations.facts import NewCredentials, StaffFacts, StationFacts
from backend.stations.numbers import next_number
from backend.stations.own_signature import own_signature, save_own_signature
from backend.stations.places import list_stations, open_station, station
from backend.stations.sign_in import sign_in, staff_actor
from backend.stations.staffing import (
    activate_staff,
    add_staff,
    change_own_password,
    deactivate_staff,
    list_staff,
    reset_password,
    reset_totp,
    staff,
    staff_name,
)

__all__ = [
    "NewCredentials",
    "NoSuchStaff",
    "NoSuchStation",
    "PasswordTooWeak",
    "SignInPaused",
    "SignInRefused",
    "StaffFacts",
    "StationCodeTaken",
    "StationFacts",
    "UsernameTaken",
    "activate_staff",
    "add_staff",
    "change_own_password",
    "deactivate_staff",
    "list_staff",
    "list_stations",
    "next_number",
    "open_station",
    "own_signature",
    "reset_password",
    "reset_totp",
    "save_own_signature",
    "sign_in",
    "staff",
    "staff_actor",
    "staff_name",
    "station",
]
