"""电子档案: finding archives, looking into one, holds and disposal, bulk exports (managers, administrators)."""

from backend.console.archives import actions, exports, handed, shelf

blueprints = (exports.bp, shelf.bp, handed.bp, actions.bp)

__all__ = ["blueprints"]
