"""The migrations of wishes for invoices (发票申请表的迁移)."""
