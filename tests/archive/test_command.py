"""``cwt archive verify`` and ``cwt keys public`` as an administrator types them."""

import pytest

from backend.cli import main


@pytest.fixture
def here(settings, monkeypatch):
    """The commands work on this test's own folder and database."""
    monkeypatch.setenv("CWT_FOLDER", str(settings.folder))
    monkeypatch.setenv("CWT_DATABASE_URL", settings.database_url)


@pytest.mark.parametrize("arguments", [[], ["--all"]])
def test_it_works(here, capsys, arguments):
    assert main(["archive", "verify", *arguments]) == 0
    assert "电子档案完好" in capsys.readouterr().out


def test_an_unknown_number(here, capsys):
    assert main(["archive", "verify", "2262-99999999"]) == 2
    assert "没有编号为 2262-99999999 的电子档案" in capsys.readouterr().err


def test_number_and_all_exclude_each_other(here, capsys):
    with pytest.raises(SystemExit):
        main(["archive", "verify", "--all", "2262-99999999"])


def test_the_public_key_is_printed(here, capsys):
    assert main(["keys", "public"]) == 0
    told = capsys.readouterr().out.strip()
    assert told.startswith("第 1 版：") and len(bytes.fromhex(told.partition("：")[2])) == 32
