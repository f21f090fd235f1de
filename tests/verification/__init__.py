"""What does not agree."""
