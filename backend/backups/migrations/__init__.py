"""Migrations of the backups slice, forward only (数据库迁移)."""
