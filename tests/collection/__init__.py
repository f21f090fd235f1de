"""Tests of the collection slice."""
