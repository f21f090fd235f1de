"""车型库: looking up, maintaining, settling unknown models (managers), importing whole catalogues (administrators)."""

from backend.console.catalogue import edits, imports, pages, unknown

blueprints = (pages.bp, edits.bp, imports.bp, unknown.bp)

__all__ = ["blueprints"]
