"""车型库: looking models up and maintaining them (managers), importing whole catalogues (administrators)."""

from backend.console.catalogue import edits, imports, pages

blueprints = (pages.bp, edits.bp, imports.bp)

__all__ = ["blueprints"]
