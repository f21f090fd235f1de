"""Migrations of the stations' tables, forward only (数据库迁移)."""
