"""What is read of a transfer."""
