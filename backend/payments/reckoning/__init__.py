"""What moved, as our books have it (资金变动): for the reconciliation, and summed by station, clerk and channel."""
