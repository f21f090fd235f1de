"""The checks' own machine: real gateways where they are quick, and the cast of the transfers' tests."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from backend.gateways.faces import open_face_engine
from backend.gateways.forgery import open_picture_inspector
from backend.kit.tools import Kit
from backend.settings import Settings
from tests.transfers.conftest import buyer, desk, outsider, reviewing, seller, team

__all__ = ["buyer", "desk", "outsider", "reviewing", "seller", "team"]


@pytest.fixture
async def machine(settings: Settings, kit: Kit) -> AsyncIterator[Any]:
    """What a check's job may use: no face model, the picture inspector, no authority."""
    quiet = settings.model_copy(update={"face_provider": "manual"})
    faces, inspector = open_face_engine(quiet), open_picture_inspector(1)
    yield SimpleNamespace(kit=kit, settings=quiet, faces=faces, inspector=inspector, authority=None, liveness=None)
    await faces.close()
    await inspector.close()
