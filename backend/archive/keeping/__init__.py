"""Keeping archives (保管): the package in the vault, its time-stamp, legal holds, retention and disposal."""
