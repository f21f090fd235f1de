"""The tables of the collection slice (采集表): people, what they sent, and the codes that let a station have it."""

from backend.collection.models.codes import AccessCode, Deal, Handover
from backend.collection.models.evidence import Evidence, Reading
from backend.collection.models.parties import Answer, Collection, Notice, ReturnedItem, Signature
from backend.collection.models.people import Consent, Owner, PhoneProof

__all__ = [
    "AccessCode",
    "Answer",
    "Collection",
    "Consent",
    "Deal",
    "Evidence",
    "Handover",
    "Notice",
    "Owner",
    "PhoneProof",
    "Reading",
    "ReturnedItem",
    "Signature",
]
