"""The H5 pages (车主页面): one thing at a time at 390 px; every page has an address that survives a bookmark."""

from miniprogram_api.h5 import after, check, doors, estimate, home, liveness, login, paying, principal, signing, tasks

blueprints = (
    login.bp,
    home.bp,
    doors.bp,
    tasks.bp,
    liveness.bp,
    after.bp,
    paying.bp,
    signing.bp,
    principal.bp,
    check.bp,
    estimate.bp,
)

__all__ = ["blueprints"]
