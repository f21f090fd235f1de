"""规则: what the law, the standards and the papers say, as pure functions over dated tables.

Nothing here reads a clock, a network or a database: days are passed in, tables lie in ``tables/``, and the rest of
the project imports this package, never the other way round. The names below are the front door; numbers
(``backend.rules.numbers``), code tables (``codes``), eligibility checks (``eligibility``), price and scrap rules
(``years_method``, ``replacement_cost``, ``scrap``) are packages and modules of their own.
"""

from backend.rules.judgement import Judgement, MalformedNumber
from backend.rules.money import Fen
from backend.rules.rmb_words import MalformedAmount, parse_rmb_words, rmb_words
from backend.rules.sentences import say
from backend.rules.tables import Table, table

__all__ = [
    "Fen",
    "Judgement",
    "MalformedAmount",
    "MalformedNumber",
    "Table",
    "parse_rmb_words",
    "rmb_words",
    "say",
    "table",
]
