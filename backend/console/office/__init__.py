"""Around the desk (管理): own account, staff, stations, storage, audit log, unknown models, terms, batches."""

from backend.console.office import audit, batches, deviations, me, staff, stations, storage, terms

blueprints = (me.bp, staff.bp, stations.bp, storage.bp, audit.bp, terms.bp, batches.bp, deviations.bp)

__all__ = ["blueprints"]
