"""Bulk export for an authority (批量调取): asked for with its reason, checked by a job, handed out as one ZIP."""
