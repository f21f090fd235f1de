"""个人信息权利: what a person may ask of the platform, which is to be told what is held and to have it erased.

PIPL art. 44 to 50. It has no table: it asks every other slice at its front door, for one person at a time. :func:`find`
says who is meant, :func:`gather` what is held (:func:`write_export` hands it out), :func:`plan` what may go and what
must stay, :func:`erase` lets it go.
"""

from backend.rights.erase import BECAUSE, Because, Fate, Item, erase, plan
from backend.rights.errors import NobodyNamed, NotAnAdministrator, NothingHeld, SeveralPeople
from backend.rights.export import ExportThere, write_export, zip_of_person
from backend.rights.find import Person, find
from backend.rights.gather import TABLES, gather, told_before

__all__ = [
    "BECAUSE",
    "TABLES",
    "Because",
    "ExportThere",
    "Fate",
    "Item",
    "NobodyNamed",
    "NotAnAdministrator",
    "NothingHeld",
    "Person",
    "SeveralPeople",
    "erase",
    "find",
    "gather",
    "plan",
    "told_before",
    "write_export",
    "zip_of_person",
]
