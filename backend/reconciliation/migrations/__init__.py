"""The reconciliation's migrations (对账表的迁移)."""
