"""One transfer (业务详情): its page, what a clerk does to it, its pictures and its papers."""

from backend.console.transfers import actions, checks, page, papers, pictures, prices, reveal, signing

blueprints = (page.bp, actions.bp, checks.bp, pictures.bp, reveal.bp, papers.bp, prices.bp, signing.bp)

__all__ = ["blueprints"]
