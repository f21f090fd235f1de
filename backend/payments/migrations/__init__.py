"""Migrations of the payments slice, forward only (数据库迁移)."""
