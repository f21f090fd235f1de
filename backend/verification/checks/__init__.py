"""Checks (核查): one idea for every judgement about evidence, whoever answers it.

``kinds`` names them, ``judgement`` turns numbers into one of three verdicts, ``due`` says which are due and ``ask``
asks for them, ``run`` has them answered outside transactions (``answering/``), ``settle`` writes down what came of it,
``decide`` is the clerk's word, ``show`` and ``speak`` are what pages and the approval see.
"""
