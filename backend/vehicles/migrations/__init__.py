"""Migrations of the catalogue's tables, forward only (数据库迁移)."""
