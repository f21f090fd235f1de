"""Around the desk (管理): one's own account, the staff, the stations, storage, and the audit log."""

from backend.console.office import audit, me, staff, stations, storage

blueprints = (me.bp, staff.bp, stations.bp, storage.bp, audit.bp)

__all__ = ["blueprints"]
