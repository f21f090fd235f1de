"""Verifying (核验): archives against manifest, vault and audit chain, and the stored files that no archive lists."""
