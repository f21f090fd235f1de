"""Who may do what (权限): actors and roles, sessions, the guard every route passes, and answering a command once."""

from backend.kit.access.guard import allow
from backend.kit.access.refusals import Forged, NotAllowed, NotLoggedIn
from backend.kit.access.sessions import end_session, end_sessions_of, start_session
from backend.kit.actor import ANYONE, SYSTEM, Actor, Role

__all__ = [
    "ANYONE",
    "SYSTEM",
    "Actor",
    "Forged",
    "NotAllowed",
    "NotLoggedIn",
    "Role",
    "allow",
    "end_session",
    "end_sessions_of",
    "start_session",
]
