"""Migrations of the documents slice, forward only (数据库迁移)."""
