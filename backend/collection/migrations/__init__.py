"""Migrations of the collection tables (采集表迁移)."""
