"""The cast at their phones, on an empty, migrated database."""

from tests.collection.conftest import outsider, seller

__all__ = ["outsider", "seller"]
