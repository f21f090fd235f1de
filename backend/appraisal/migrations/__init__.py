"""Migrations of the appraisal slice, forward only (数据库迁移)."""
