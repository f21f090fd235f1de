"""生成车型库: a realistic synthetic catalogue for tests, benchmarks and demos, the same for the same seed."""

from backend.vehicles.generate.rows import HEADINGS, generated, write_csv

__all__ = ["HEADINGS", "generated", "write_csv"]
