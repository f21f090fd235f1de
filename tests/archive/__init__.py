"""What a finished transfer leaves behind, and that not one bit of it can change unnoticed."""
