"""Every kind of document is whole: a layout, words, a title, its signers with their places, and samples of it."""

import dataclasses

import pytest

from backend.documents.facts import SIGNED_BY, TITLES
from backend.documents.prepare import ADAPTERS
from backend.documents.render import DocumentKind, render, wording
from backend.documents.render.rendering import LAYOUTS
from backend.documents.render.sample import samples


def test_it_works():
    """DOMAIN §5: eight documents."""
    assert len(DocumentKind) == 8
    assert set(LAYOUTS) == set(TITLES) == set(SIGNED_BY) == set(ADAPTERS) == set(DocumentKind)


@pytest.mark.parametrize("kind", DocumentKind)
def test_its_title_is_the_templates(kind):
    assert wording(kind).texts["title"] == TITLES[kind]


@pytest.mark.parametrize("kind", DocumentKind)
def test_whoever_signs_has_a_place_and_a_signature_to_put_there(kind):
    places = {place.name for place in render(kind, None).places}
    known = {field.name for field in dataclasses.fields(LAYOUTS[kind][0])}
    assert set(SIGNED_BY[kind]) <= places
    assert {f"{side}_signature" for side in SIGNED_BY[kind]} <= known


@pytest.mark.parametrize("kind", DocumentKind)
def test_its_samples_are_blank_filled_and_crowded(kind):
    names = [name.partition("-")[2] for name, (of, _, _) in samples().items() if of is kind]
    assert {"blank", "crowded"} <= set(names)
    assert {"filled", "unsigned"} & set(names)


@pytest.mark.parametrize("name", samples())
def test_what_is_kept_until_it_is_signed_comes_back_as_it_was(name):
    kind, data, _ = samples()[name]
    if data is not None:
        without = dataclasses.replace(
            data, **{f.name: None for f in dataclasses.fields(data) if f.name.endswith("_photo")}
        )
        assert ADAPTERS[kind].validate_json(ADAPTERS[kind].dump_json(without)) == without
