"""What things cost (收费标准)."""
