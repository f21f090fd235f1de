"""A city's own words (文书文本): changed by a manager, tried on a sample, in force from a day; kept for ever.

Over the files of ``templates/documents`` lies what a city changed: only passages that differ are kept. A document
remembers the change that it was made from, so that drawing it again gives the same words years later.
"""

from backend.documents.wordings.change import keep_wording, try_words
from backend.documents.wordings.forms import blank_form, sample_form
from backend.documents.wordings.in_force import (
    OwnWordingFacts,
    changes_in_force,
    changes_of,
    wording_id_in_force,
    wording_of,
    wordings_of_city,
)
from backend.documents.wordings.names import field_names
from backend.documents.wordings.passages import Passage, passages

__all__ = [
    "OwnWordingFacts",
    "Passage",
    "blank_form",
    "changes_in_force",
    "changes_of",
    "field_names",
    "keep_wording",
    "passages",
    "sample_form",
    "try_words",
    "wording_id_in_force",
    "wording_of",
    "wordings_of_city",
]
