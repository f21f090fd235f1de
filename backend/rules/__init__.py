"""规则: what the law, the standards and the papers say, as pure functions over dated tables.

Nothing here reads a clock, a network or a database: days are passed in, tables lie in ``tables/``, and the rest of
the project imports this package, never the other way round. The names below are the front door; code tables
(``backend.rules.codes``), tables (``backend.rules.tables``) and the price and scrap rules are imported by module.
"""
