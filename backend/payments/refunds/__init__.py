"""Giving money back (退款)."""
