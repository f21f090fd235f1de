"""Changing a city's words (修改文书文本): tried on the blank form and on a sample, then kept from a day on."""

import json
from collections.abc import Mapping
from datetime import date
from functools import partial

from backend.documents.errors import WordsFromThePast, WordsUnchanged, WordsUnusable
from backend.documents.models import OwnWording
from backend.documents.render.data import DocumentKind
from backend.documents.render.fonts import must_be_drawable
from backend.documents.render.rendering import RenderedDocument, render
from backend.documents.render.sample import sample_of
from backend.documents.render.wording import Wording
from backend.documents.wordings.in_force import changes_in_force
from backend.documents.wordings.passages import differences, words_with
from backend.kit import clock, ids
from backend.kit.database import Work
from backend.kit.errors import Refusal
from backend.kit.tools import Kit

LONGEST_NOTE = 200


async def try_words(kit: Kit, kind: DocumentKind, city: str, words: Mapping[str, str]) -> RenderedDocument:
    """The sample document in ``words`` (key -> text, what is not given is as the files have it).

    The blank form is drawn as well: words may only be kept that both can be made of. Slow: call it outside a unit of
    work. Raises WordsUnusable naming the passage, GlyphMissing, TextTooLong.
    """
    changes = differences(kind, city, words)
    for key, text in changes.items():
        try:
            must_be_drawable(text.replace("\n", ""))
        except Refusal as refusal:
            raise WordsUnusable(field=key, sentence=refusal.sentence) from None
    return await kit.pools.in_process(partial(_drawn, kind, city, words_with(kind, city, changes, "preview")))


async def keep_wording(
    work: Work, kind: DocumentKind, city: str, words: Mapping[str, str], *, valid_from: date, note: str
) -> str:
    """Keep ``words`` for documents made from ``valid_from`` on; its public id. Call :func:`try_words` before.

    Raises WordsUnusable, WordsFromThePast, WordsUnchanged.
    """
    if valid_from < clock.today():
        raise WordsFromThePast(field="valid_from")
    changes = differences(kind, city, words)
    if changes == await changes_in_force(kind, city, valid_from):
        raise WordsUnchanged
    same_day = await OwnWording.filter(city=city, kind=kind.value, valid_from=valid_from).count()
    row = await OwnWording.create(
        public_id=ids.public_id(),
        city=city,
        kind=kind.value,
        version=f"{valid_from:%y%m%d}.{same_day + 1}",
        body=json.dumps(changes, ensure_ascii=False, sort_keys=True),
        valid_from=valid_from,
        made_by=work.actor.id,
        made_at=clock.now(),
        note=note.strip()[:LONGEST_NOTE],
    )
    await work.record("documents.worded", row.public_id, city=city, kind=kind.value, valid_from=valid_from.isoformat())
    return row.public_id


def _drawn(kind: DocumentKind, city: str, words: Wording) -> RenderedDocument:
    render(kind, None, city=city, words=words)
    return render(kind, sample_of(kind), city=city, words=words)
