"""Who answers checks (核查引擎): engines of our own and the authority, asked outside transactions by ``run``."""
