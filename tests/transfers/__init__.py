"""What a clerk does to a transfer, from the first code to the archive."""
