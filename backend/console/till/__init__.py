"""收银: the payment window at the desk, the orders list, refunds, receipts and the drawer."""

from backend.console.till import actions, drawer, orders, refunds, window

blueprints = (window.bp, actions.bp, orders.bp, refunds.bp, drawer.bp)

__all__ = ["blueprints"]
