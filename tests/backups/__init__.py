"""Copies of everything: that nothing is left out, that damage is named, and that a new machine comes of them."""
