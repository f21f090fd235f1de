"""Comparing (比对): where papers, people, car and price of a transfer disagree, as pure functions of values."""
