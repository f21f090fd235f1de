"""``make bench``: every benchmark of this folder, each printing its ratio against a baseline of the same run."""

import runpy
import sys
from pathlib import Path

BENCHES = sorted(Path(__file__).parent.glob("bench_*.py"))

for bench in BENCHES:
    print(f"\n=== {bench.stem.removeprefix('bench_')}", flush=True)
    sys.argv = [str(bench)]
    try:
        runpy.run_path(str(bench), run_name="__main__")
    except SystemExit as end:
        if end.code not in (None, 0):
            sys.exit(end.code)
