#!/usr/bin/env bash
# Every test, fast ones first. Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
pytest=".venv/bin/pytest"
# Tests wait for sockets, processes and pages for a part of their time: three of them keep two cores busy.
workers=$(($(nproc) + 1))
# Every worker and every server that a test starts reads the project's modules: compiled once is enough.
unset PYTHONDONTWRITEBYTECODE
# Every commit waits until the disk has it, as it must: so the tests' folders lie in memory, where there is plenty.
memory=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1 || true)
if ((${memory:-0} > 6000000)); then
  export TMPDIR="/dev/shm/cwt-tests-$UID"
  mkdir -p -m 700 "$TMPDIR"
fi

# What is run once more on MariaDB: every place whose tests write tables.
tables=(
  tests/kit
  tests/stations
  tests/seals/certificates/test_authority.py
  tests/vehicles
  tests/collection
  tests/documents
  tests/archive
  tests/backups/test_create.py
  tests/backups/test_mariadb.py
  tests/verification
  tests/appraisal
  tests/payments
  tests/reconciliation
  tests/invoices
  tests/transfers
)

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

find_tool() { command -v "$1" >/dev/null 2>&1; }

# The browser, the PDF readers and the token in software are Debian's; install them where we may, else say what is
# missing.
missing=()
find_tool chromium || missing+=(chromium)
find_tool pdftotext || missing+=(poppler-utils)
find_tool qpdf || missing+=(qpdf)
find_tool certutil || missing+=(libnss3-tools)
find_tool softhsm2-util || missing+=(softhsm2)
if ((${#missing[@]})); then
  if [[ $(id -u) == 0 ]] && find_tool apt-get; then
    say "installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "These tests need ${missing[*]}. Please run: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

say "fast tests, on SQLite"
$pytest tests -n "$workers" --dist worksteal -m "not slow and not browser" "$@"

if .venv/bin/python -c 'import sys; from tests.support.mysql import reachable; sys.exit(not reachable())'; then
  say "the same tables on MariaDB / MySQL"
  $pytest "${tables[@]}" -n "$workers" --dist worksteal -m "not slow and not browser" --database mysql "$@"
else
  say "no MariaDB or MySQL answers; its run is left out (name one in CWT_TEST_MYSQL)"
fi

# A starved machine may miss a deadline of Chromium or of a model: those tests get a second try, the fast ones none.
say "slow tests and the browser: reading photographs, killing the server, whole ways on phone and desk"
mapfile -t heavy < <(grep -rlE 'pytest\.mark\.(slow|browser)' tests --include='test_*.py')
$pytest "${heavy[@]}" -n "$workers" --maxschedchunk 1 -m "slow or browser" --reruns 2 -rR "$@"
