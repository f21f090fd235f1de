"""Cash and who had it (现金与班次)."""
