"""Around the desk (管理): one's own account, the staff, the stations, storage, audit log, unknown models, terms."""

from backend.console.office import audit, me, staff, stations, storage, terms, unknown_models

blueprints = (me.bp, staff.bp, stations.bp, storage.bp, audit.bp, unknown_models.bp, terms.bp)

__all__ = ["blueprints"]
