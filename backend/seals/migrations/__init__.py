"""Migrations of the seals slice, forward only (数据库迁移)."""
