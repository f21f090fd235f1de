"""What a person may ask of the platform: to be told, and to be forgotten."""
