"""导入车型库: a file is first checked as a whole, outside the database, then its good rows go in batch by batch.

``columns`` says what a file may hold, ``values`` what each cell may say, ``check`` makes the list of good and rejected
rows, ``put`` brings one batch of them in, ``run`` leads an import from file to report. ``template`` is what people fill
in, ``report`` what they get back.
"""
