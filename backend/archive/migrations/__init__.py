"""Migrations of the archive slice, forward only (数据库迁移)."""
