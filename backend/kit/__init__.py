"""The machine (底座): database, secrets, audit, jobs, permissions. Knows no word of the business."""
