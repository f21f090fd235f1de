"""Migrations of the verification slice, forward only (数据库迁移)."""
