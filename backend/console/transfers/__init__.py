"""One transfer (业务详情): its page, what a clerk does to it, its pictures and its papers."""

from backend.console.transfers import actions, page, papers, pictures, reveal

blueprints = (page.bp, actions.bp, pictures.bp, reveal.bp, papers.bp)

__all__ = ["blueprints"]
