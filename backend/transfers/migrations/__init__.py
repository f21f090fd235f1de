"""Migrations of the transfers' tables, forward only (数据库迁移)."""
