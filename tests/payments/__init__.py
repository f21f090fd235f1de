"""Tests of the till; after every step the money is counted."""
