"""The ``cwt`` command as a shell runs it (命令行)."""

import signal
import subprocess
import sys

import pytest

from backend.cli import main


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


@pytest.mark.parametrize("arguments", [("generate", "0"), ("generate", "-5"), ("search", "东南", "--seats", "0")])
def test_a_number_that_counts_nothing_is_refused(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(["catalogue", *arguments])
    assert ended.value.code == 2
    assert "应为大于 0 的整数" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_said_in_a_sentence(capsys, tmp_path):
    assert main(["catalogue", "generate", "3", "--out", str(tmp_path / "none" / "models.csv")]) == 1
    assert "--out" in capsys.readouterr().err
