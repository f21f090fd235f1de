"""批量评估: many cars from one spreadsheet, each valued or told why not, the answer a workbook.

``columns`` says what a sheet may hold, ``read`` turns a row into a car, ``run`` leads a batch from file to result.
"""
