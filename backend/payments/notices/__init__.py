"""What channels tell us unasked (通知)."""
