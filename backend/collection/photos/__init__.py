"""Photographs (影像): preparing, keeping, showing, reading and deleting them."""
