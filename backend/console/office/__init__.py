"""Around the desk (管理): own account, staff, stations, what is set up now and then, what is kept."""

from backend.console.office import (
    audit,
    backups,
    batches,
    checks,
    deviations,
    interceptions,
    me,
    people,
    seals,
    staff,
    stations,
    storage,
    terms,
    wordings,
)

blueprints = (
    me.bp,
    staff.bp,
    stations.bp,
    storage.bp,
    audit.bp,
    terms.bp,
    batches.bp,
    deviations.bp,
    seals.bp,
    backups.bp,
    wordings.bp,
    checks.bp,
    interceptions.bp,
    people.bp,
)

__all__ = ["blueprints"]
