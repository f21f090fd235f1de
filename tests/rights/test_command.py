"""``cwt person`` as an administrator types it (个人信息命令): real processes and files, nothing left in the history."""

import asyncio
import json
import os
import stat
import subprocess
import sys
import zipfile
from hashlib import sha256

import pytest

from backend.app import open_machine
from backend.cli import main
from backend.collection.models import Answer, Evidence
from backend.kit.models import AuditEntry
from backend.stations import passwords
from tests.stations.team import QUICK
from tests.support import story
from tests.support.pools import ThreadedPools


@pytest.fixture
def site(settings, monkeypatch):
    """A site where 林卖 has sent everything; its settings stand in the environment. Gives 林卖."""
    if settings.database_url:
        pytest.skip("the command opens the machine as every other does")
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setenv("CWT_FOLDER", str(settings.folder))

    async def plant(kit):
        await story.staff()
        return (await story.submitted_seller())[0]

    return on(settings, plant)


def on(settings, doing):
    async def run():
        async with open_machine(settings, ThreadedPools()) as kit:
            return await doing(kit)

    return asyncio.run(run())


@pytest.fixture
def asking(tmp_path):
    """A file with a number in it, as ``--from`` takes."""

    def written(number: str) -> str:
        file = tmp_path / "number"
        file.write_text(f"{number}\n")
        return str(file)

    return written


def typed(*words: str, number: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, the number through a pipe."""
    command = [sys.executable, "-m", "backend.cli", "person", *words]
    return subprocess.run(command, input=f"{number}\n", capture_output=True, text=True, check=False, env=os.environ)


class TestExport:
    def test_a_zip_holds_page_data_pictures_and_consents(self, site, settings, tmp_path):
        out = tmp_path / "seller.zip"
        told = typed("export", "--by", "admin", "--out", str(out), number=site.who.id_number)
        assert told.returncode == 0, told.stderr
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        assert all(secret not in told.stdout + told.stderr for secret in (site.who.id_number, site.who.name))
        with zipfile.ZipFile(out) as packed:
            assert packed.testzip() is None
            names = set(packed.namelist())
            data = json.loads(packed.read("data.json"))
            page = packed.read("index.html").decode()
            sent = {row["SHA256"] for row in data["信息"] if row["类别"] == "照片"}
            pictures = [name for name in names if name.startswith("photographs/")]
            assert len(pictures) == len(sent) > 3
            assert {sha256(packed.read(name)).hexdigest() for name in pictures} == sent
        assert {"consents/privacy-2026-11-21.md", "consents/face-2026-11-21.md"} <= names
        assert site.who.name in page and site.who.id_number in page and "第四十五条" in page
        assert {"按申请导出个人信息"} <= {row.get("事项") for row in data["信息"]}

        async def lines(kit):
            return await AuditEntry.filter(action="person.exported").values("actor", "facts")

        (line,) = on(settings, lines)
        assert line["actor"].startswith("staff:") and site.who.id_number not in line["facts"]

    def test_a_folder_can_be_read_by_its_owner_alone(self, site, tmp_path, asking, capsys):
        out = tmp_path / "seller"
        assert main(["person", "export", "--by", "admin", "--from", asking(site.who.phone), "--out", str(out)]) == 0
        modes = {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*") if path.is_file()}
        assert modes == {0o600} and stat.S_IMODE(out.stat().st_mode) == 0o700
        assert (out / "index.html").read_text().count("<table>") > 5

    def test_it_never_writes_over_anything(self, site, tmp_path, asking, capsys):
        out = tmp_path / "there.zip"
        out.write_text("mine")
        assert main(["person", "export", "--by", "admin", "--from", asking(site.who.phone), "--out", str(out)]) == 1
        assert out.read_text() == "mine" and "已经存在" in capsys.readouterr().err
        assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []

    @pytest.mark.parametrize(
        ("by", "number", "says"),
        [
            ("clerk", "", "系统管理员"),
            ("nobody", "", "系统管理员"),
            ("admin", "440524188001010014", "没有找到此人"),
            ("admin", "35010219900", "证件号码"),
        ],
    )
    def test_it_refuses_in_a_sentence(self, site, tmp_path, asking, capsys, by, number, says):
        file, out = asking(number or site.who.phone), tmp_path / "out.zip"
        assert main(["person", "export", "--by", by, "--from", file, "--out", str(out)]) == 1
        assert says in capsys.readouterr().err and not out.exists()

    def test_a_file_that_is_not_there_is_said(self, site, tmp_path, capsys):
        words = ["person", "export", "--by", "admin", "--from", str(tmp_path / "none"), "--out", str(tmp_path / "o")]
        assert main(words) == 1
        assert "核对有没有输错" in capsys.readouterr().err

    def test_no_number_can_be_typed_on_the_command_line(self, site, tmp_path):
        with pytest.raises(SystemExit):
            main(["person", "export", "--by", "admin", "--out", str(tmp_path / "o.zip"), site.who.id_number])


class TestErase:
    def test_it_says_first_and_erases_with_yes(self, site, settings, asking, capsys):
        file = asking(site.who.id_number)
        assert main(["person", "erase", "--by", "admin", "--from", file]) == 0
        said = capsys.readouterr().out
        assert "可以删除" in said and "加 --yes 执行" in said
        assert on(settings, _answers) > 0
        assert main(["person", "erase", "--by", "admin", "--from", file, "--yes"]) == 0
        said = capsys.readouterr().out
        assert "已删除" in said and "必须保留" in said and site.who.name not in said
        assert on(settings, _answers) == 0
        assert main(["person", "erase", "--by", "admin", "--from", file, "--yes"]) == 1
        assert "已经全部清除" in capsys.readouterr().err


class TestCount:
    def test_it_counts_persons(self, site, capsys):
        assert main(["person", "count"]) == 0
        assert "人数：1（" in capsys.readouterr().out


async def _answers(kit) -> int:
    return await Answer.all().count() + await Evidence.filter(disposed_at=None).count()


def test_help_names_the_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "person" in capsys.readouterr().out
