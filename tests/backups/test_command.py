"""``cwt backup`` as an administrator types it."""

import pytest

from backend.cli import main


@pytest.fixture
def here(settings, monkeypatch):
    """The commands work on this test's own folder and database."""
    monkeypatch.setenv("CWT_FOLDER", str(settings.folder))
    monkeypatch.setenv("CWT_DATABASE_URL", settings.database_url)


def test_it_works(here, on_sqlite, disk, tmp_path, capsys):
    assert main(["backup", "create", str(disk)]) == 0
    assert main(["backup", "create", str(disk)]) == 0
    assert main(["backup", "month", str(disk), "2026-01"]) == 0
    assert main(["backup", "list", str(disk)]) == 0
    told = capsys.readouterr().out
    assert "共 3 份备份" in told and "2026-01 月度归档" in told
    assert main(["backup", "verify", str(disk)]) == 0
    assert "备份完好：3 份" in capsys.readouterr().out
    assert main(["backup", "restore", str(disk), "latest", "--into", str(tmp_path / "new")]) == 0
    assert main(["backup", "prune", str(disk), "--daily", "1", "--monthly", "1"]) == 0
    assert "删除 1 份旧备份" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("list", "{disk}"), "没有备份"),
        (("create", "{disk}/not/mounted"), "没有备份"),
        (("create", "oss:Ü"), "没有备份"),
        (("month", "{disk}", "2026-13"), "月份"),
        (("verify", "{disk.parent}", "--keyring", "{disk}"), "不是可用的密钥环"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(here, disk, capsys, arguments, sentence):
    assert main(["backup", *(one.format(disk=disk) for one in arguments)]) == 1
    assert sentence in capsys.readouterr().err


def test_a_restore_over_live_data_is_refused(here, on_sqlite, disk, settings, capsys):
    main(["backup", "create", str(disk)])
    assert main(["backup", "restore", str(disk), "latest", "--into", str(settings.folder)]) == 1
    assert "不是空文件夹" in capsys.readouterr().err
