"""型号查找: the right model for what a camera read, the certain one, a list to choose from, or none.

``reading`` and ``confusion`` say how far two texts lie apart, ``keys`` and ``index`` find those that lie near without
looking at all of them, ``shelf`` keeps the index in step with the table, ``evidence`` weighs VIN, seats and dates, and
``unknown`` remembers what nobody could find.
"""
