"""Around the desk (管理): one's own account, the staff, the stations, storage, the audit log, and unknown models."""

from backend.console.office import audit, me, staff, stations, storage, unknown_models

blueprints = (me.bp, staff.bp, stations.bp, storage.bp, audit.bp, unknown_models.bp)

__all__ = ["blueprints"]
