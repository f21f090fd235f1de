"""Blank forms and samples in the words in force (空白表、样张), to print."""

from functools import partial

from backend.documents.render.data import DocumentKind
from backend.documents.render.rendering import RenderedDocument, render
from backend.documents.render.sample import sample_of
from backend.documents.render.wording import Wording
from backend.documents.wordings.in_force import wording_id_in_force, wording_of
from backend.kit.tools import Kit


async def blank_form(kit: Kit, kind: DocumentKind, city: str) -> RenderedDocument:
    """The form with nothing filled in. Slow: call it outside a unit of work."""
    words = await wording_of(kind, city, await wording_id_in_force(kind, city))
    return await kit.pools.in_process(partial(render, kind, None, city=city, words=words))


async def sample_form(kit: Kit, kind: DocumentKind, city: str) -> RenderedDocument:
    """The form filled in with invented people. Slow: call it outside a unit of work."""
    words = await wording_of(kind, city, await wording_id_in_force(kind, city))
    return await kit.pools.in_process(partial(_sample, kind, city, words))


def _sample(kind: DocumentKind, city: str, words: Wording | None) -> RenderedDocument:
    # In the process that draws: the sample's pictures take a while to make.
    return render(kind, sample_of(kind), city=city, words=words)
