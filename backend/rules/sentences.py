"""提示语: the Chinese sentence for each reason, warning and finding code, so that every face says the same.

The table is ``tables/sentence``; a sentence names the fix where there is one.
"""

from collections.abc import Mapping

from backend.rules.tables import table


def say(code: str, **values: object) -> str:
    """Return the sentence of a code, with ``values`` filled in; raises KeyError for a code without one."""
    sentence: str = table("sentence")["sentences"][code]
    return sentence.format(**values) if values else sentence


def sentences() -> Mapping[str, str]:
    """Return every sentence by code."""
    known: Mapping[str, str] = table("sentence")["sentences"]
    return known
