"""Invoices for the fee (服务费发票)."""
