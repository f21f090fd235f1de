"""The owners' face (车主端): H5 pages at ``/h5/``, the same flow as JSON at ``/api/v1/``, described at ``/docs``.

Read ``routes/`` for what a phone may ask, ``schemas/`` for what goes over the wire, ``h5/`` for the pages, ``docs/``
for the description that is made from the code, ``pki.py`` for the certificate files that anyone may fetch.
"""

from miniprogram_api.docs import blueprint as docs
from miniprogram_api.h5 import blueprints as pages
from miniprogram_api.notify import bp as notify
from miniprogram_api.pki import bp as pki
from miniprogram_api.routes import blueprint as api

blueprints = (api, *pages, pki, notify, docs)

__all__ = ["blueprints"]
