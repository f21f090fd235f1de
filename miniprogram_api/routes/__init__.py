"""The JSON interface (接口): the same for the mini-program (bearer token) and for H5 (cookie and CSRF token)."""

from sanic import Blueprint

from miniprogram_api.routes import (
    answers,
    codes,
    collections,
    consents,
    deals,
    documents,
    estimates,
    invoices,
    liveness,
    payments,
    photos,
    principals,
    session,
    transfers,
)

blueprint = Blueprint.group(
    session.bp,
    collections.bp,
    consents.bp,
    photos.bp,
    liveness.bp,
    answers.bp,
    codes.bp,
    deals.bp,
    documents.bp,
    principals.bp,
    transfers.bp,
    payments.bp,
    invoices.bp,
    estimates.bp,
    url_prefix="/api/v1",
)

__all__ = ["blueprint"]
