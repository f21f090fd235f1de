"""The papers of a transfer."""
