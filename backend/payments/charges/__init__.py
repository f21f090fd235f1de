"""Taking money (收款)."""
