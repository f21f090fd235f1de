"""The ``cwt`` command as a shell runs it (命令行)."""

import signal
import subprocess
import sys

import pytest


@pytest.mark.parametrize("arguments", [("words", "86500"), ("validate", "mobile", "19900000001")])
def test_a_reader_that_leaves_early_is_no_error(arguments):
    # The pipe's reading end is closed before the command writes, as when ``head`` has seen enough.
    command = subprocess.Popen(
        [sys.executable, "-m", "backend.cli", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout and command.stderr
    command.stdout.close()
    complaint = command.stderr.read()
    command.stderr.close()
    assert (command.wait(), complaint) == (128 + signal.SIGPIPE, b"")
