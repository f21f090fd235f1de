"""Money after the day (账务): the channels' bills against our books, statements, settlements with stations, invoices
for the fee, and what all of it stands on: tariffs and merchants."""

from backend.console.accounts import days, invoices, merchants, settlements, statements, tariffs

blueprints = (days.bp, statements.bp, settlements.bp, tariffs.bp, invoices.bp, merchants.bp)

__all__ = ["blueprints"]
