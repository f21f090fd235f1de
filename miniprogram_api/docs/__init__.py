"""The published description (接口文档), made from the code."""

from miniprogram_api.docs.pages import bp as blueprint

__all__ = ["blueprint"]
