"""Migrations of the kit's tables, forward only (数据库迁移)."""
