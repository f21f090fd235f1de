"""公章图样: a seal as a picture: drawn or uploaded, kept, and put inside a PDF."""
