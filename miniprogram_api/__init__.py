"""The owners' face (车主端): H5 pages at ``/h5/`` and the same flow as JSON at ``/api/v1/``."""
