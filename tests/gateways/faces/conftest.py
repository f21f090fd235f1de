"""Fixtures of the face engine's tests: one set of models for the session; where they are absent, tests say so."""

from pathlib import Path

import pytest

from tests.gateways.faces.people import MODELS, PHOTOGRAPHS, Photographs

ABSENT = f"face models and photographs are not in {MODELS.parent}"


@pytest.fixture(scope="session")
def pack_folder() -> Path:
    """The test pack: YuNet and a MobileFaceNet, with no manifest."""
    if not MODELS.is_dir():
        pytest.skip(ABSENT)
    return MODELS


@pytest.fixture(scope="session")
def models(pack_folder):
    """The pack's models in this process."""
    from backend.gateways.faces.insightface.models import load
    from backend.gateways.faces.packs.pack import open_pack

    return load(open_pack(pack_folder), threads=1)


@pytest.fixture(scope="session")
def calibration(pack_folder):
    from backend.gateways.faces.packs.pack import open_pack

    return open_pack(pack_folder).calibration


@pytest.fixture(scope="session")
def people(models) -> Photographs:
    """Photographs of two people, and pictures made from them."""
    if not PHOTOGRAPHS.is_dir():
        pytest.skip(ABSENT)
    return Photographs(models)
