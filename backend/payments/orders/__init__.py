"""What is owed (收费单)."""
