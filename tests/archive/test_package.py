"""The evidence package: deterministic, complete, and checked by the program inside it, which knows nothing of ours."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from backend.archive import ArchiveBroken, NoArchive, evidence_package, papers_to_print
from backend.archive.models import Archive
from backend.archive.package import offline
from backend.kit.actor import SYSTEM
from backend.kit.database import unit_of_work
from tests.archive.shelf import FACTS, materials, shelve

PHOTO = "evidence/id.jpeg"


@pytest.fixture
async def packed(kit, work_of, tmp_path) -> Path:
    """The package of ``t1`` in a file."""
    await shelve(kit, work_of, "t1")
    return saved(tmp_path / "t1.zip", (await evidence_package(kit, "t1")).data)


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def files_of(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def repacked(package: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(package, "w") as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return package


def judged(*places: Path, key: str | None = None) -> tuple[int, str]:
    said: list[str] = []
    return offline.verify(list(places), key, said.append), "\n".join(said)


def alone(*arguments: str, program: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the shipped program as a stranger does: no project on the path, no site packages."""
    command = [sys.executable, "-I", "-S", str(program), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def unread(*arguments: str, program: Path, folder: Path) -> tuple[int, str]:
    """The same with nobody at the other end of its output: exit status and complaint."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-I", "-S", str(program), *arguments]
    with open(writing, "wb") as nobody:
        done = subprocess.run(command, cwd=folder, stdout=nobody, stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stderr


class TestPackage:
    async def test_it_holds_every_part_and_what_proves_them(self, packed):
        files = files_of(packed)
        own = {"index.html", "verify.py", "manifest.json", "signature.json", "public_key.pem"}
        assert set(files) == own | {one.path for one in materials("t1")}
        assert all(files[one.path] == one.data for one in materials("t1"))

    async def test_it_is_the_same_each_time(self, kit, packed):
        assert (await evidence_package(kit, "t1")).data == packed.read_bytes()

    async def test_the_index_can_be_read(self, packed):
        page = files_of(packed)["index.html"].decode()
        assert all(text in page for pair in FACTS for text in pair)
        assert all(one.title in page and f'href="{one.path}"' in page for one in materials("t1"))

    async def test_other_tools_accept_key_and_signature(self, packed):
        files = files_of(packed)
        key = load_pem_public_key(files["public_key.pem"])
        signature = bytes.fromhex(json.loads(files["signature.json"])["signature"])
        key.verify(signature, offline.manifest_message(files["manifest.json"]))

    async def test_it_refuses_where_there_is_none(self, kit):
        with pytest.raises(NoArchive):
            await evidence_package(kit, "t9")

    async def test_it_refuses_to_hand_out_what_was_altered(self, kit, packed):
        await Archive.filter(transfer="t1").update(signature="00" * 64)
        with pytest.raises(ArchiveBroken, match="平台签名不成立"):
            await evidence_package(kit, "t1")

    async def test_what_was_disposed_of_is_told_under_signature(self, kit, packed, tmp_path):
        part = next(one for one in json.loads(files_of(packed)["manifest.json"])["parts"] if one["path"] == PHOTO)
        async with unit_of_work(SYSTEM) as work:
            await work.record("object.disposed", "collection", object=part["object"])
        await kit.objects.delete(part["object"])
        later = saved(tmp_path / "later.zip", (await evidence_package(kit, "t1")).data)
        status, said = judged(later)
        assert status == 0 and f"已依法销毁，不在包内：{PHOTO}" in said
        files = files_of(later)
        files["signature.json"] = files["signature.json"].replace(PHOTO.encode(), b"documents/a.pdf")
        del files["documents/a.pdf"]
        status, said = judged(repacked(later, files))
        assert status == 1 and "缺失：documents/a.pdf" in said and f"缺失：{PHOTO}" in said


class TestPrint:
    async def test_one_pdf_with_a_bookmark_for_each_paper(self, kit, packed):
        download = await papers_to_print(kit, "t1")
        with pikepdf.open(io.BytesIO(download.data)) as whole, whole.open_outline() as outline:
            assert [float(page.mediabox[2]) for page in whole.pages] == [595, 421]
            assert [one.title for one in outline.root] == ["二手车买卖合同", "二手车交易确认表"]
        assert (await papers_to_print(kit, "t1")).data == download.data


class TestVerifier:
    async def test_it_works_alone_on_a_zip_and_on_a_folder(self, packed, tmp_path):
        folder = tmp_path / "unpacked"
        with zipfile.ZipFile(packed) as opened:
            opened.extractall(folder)
        program = saved(tmp_path / "other.py", files_of(packed)["verify.py"])
        for arguments, run in ((["t1.zip"], program), (["unpacked"], program), ([], folder / "verify.py")):
            done = alone(*arguments, program=run, folder=tmp_path)
            assert done.returncode == 0, done.stderr
            assert "完好" in done.stdout and "编号 n-t1，8 件" in done.stdout

    async def test_a_reader_who_stops_ends_it_without_a_complaint(self, packed, tmp_path):
        program = saved(tmp_path / "other.py", files_of(packed)["verify.py"])
        assert unread("t1.zip", program=program, folder=tmp_path) == (141, "")

    async def test_it_works_alone_and_names_what_was_altered(self, packed, tmp_path):
        program = saved(tmp_path / "other.py", files_of(packed)["verify.py"])
        files = files_of(packed)
        files[PHOTO] = files[PHOTO][:-1] + bytes([files[PHOTO][-1] ^ 1])
        repacked(packed, files)
        done = alone("t1.zip", program=program, folder=tmp_path)
        assert (done.returncode, done.stdout.splitlines()[:2]) == (
            1,
            ["不符：t1.zip，1 处与归档时不一致", "  被改动：evidence/id.jpeg（卖方身份证人像面）"],
        )

    async def test_one_flipped_bit_in_any_file_is_found_and_the_file_named(self, packed):
        dice, whole = random.Random(7), files_of(packed)
        for name in whole:
            for _ in range(12):
                data = bytearray(whole[name])
                data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
                status, said = judged(repacked(packed, whole | {name: bytes(data)}))
                assert status == 1 and f"被改动：{name}" in said, (name, said)

    async def test_flipped_bits_in_stored_bytes_of_the_zip_are_found(self, packed):
        whole, dice = packed.read_bytes(), random.Random(8)
        with zipfile.ZipFile(packed) as opened:
            entries = [(one.header_offset + 30 + len(one.filename), one.file_size) for one in opened.infolist()]
        for start, size in entries:
            data = bytearray(whole)
            data[start + dice.randrange(size)] ^= 1 << dice.randrange(8)
            assert judged(saved(packed, bytes(data)))[0] == 1

    async def test_it_names_what_is_missing_and_what_was_added(self, packed):
        files = files_of(packed)
        del files[PHOTO]
        files["evidence/other.jpeg"] = b"other"
        status, said = judged(repacked(packed, files))
        assert status == 1
        assert f"缺失：{PHOTO}（卖方身份证人像面）" in said and "多出：evidence/other.jpeg" in said

    @pytest.mark.parametrize("name", ["manifest.json", "signature.json", "public_key.pem", "verify.py", "index.html"])
    async def test_it_misses_its_own_files_too(self, packed, name):
        files = files_of(packed)
        del files[name]
        status, said = judged(repacked(packed, files))
        assert status == 1 and f"缺失：{name}" in said

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    async def test_two_files_of_one_name_are_named(self, packed):
        with zipfile.ZipFile(packed, "a") as opened:
            opened.writestr(PHOTO, b"other")
        status, said = judged(packed)
        assert status == 1 and f"多出：{PHOTO}" in said

    async def test_a_forgery_under_another_key_needs_the_real_key_to_be_known(self, packed):
        real = json.loads(files_of(packed)["signature.json"])["public_key"]
        forge(packed)
        assert judged(packed)[0] == 0  # what no program can tell without knowing whose key it is
        status, said = judged(packed, key=real)
        assert status == 1 and "不是所要求的公钥签的名" in said

    async def test_the_real_key_is_accepted(self, kit, packed):
        assert judged(packed, key=kit.notary.public_key(1).hex())[0] == 0

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"%PDF-1.7"])
    def test_it_refuses_what_is_no_package(self, tmp_path, data):
        status, said = judged(saved(tmp_path / "x.zip", data))
        assert status == 1 and "不是完整的证据包" in said

    def test_it_refuses_what_is_not_there(self, tmp_path):
        assert judged(tmp_path / "nothing.zip")[0] == 1


class TestChain:
    async def test_packages_in_order_follow_each_other(self, kit, work_of, tmp_path):
        places = [await self.packed(kit, work_of, tmp_path, name) for name in ("t1", "t2", "t3")]
        assert judged(*places)[0] == 0

    async def test_one_left_out_is_named(self, kit, work_of, tmp_path):
        first, _, third = [await self.packed(kit, work_of, tmp_path, name) for name in ("t1", "t2", "t3")]
        status, said = judged(first, third)
        assert status == 1 and "不相连" in said and said.startswith("完好：t1.zip")

    async def packed(self, kit, work_of, folder, name):
        await shelve(kit, work_of, name)
        return saved(folder / f"{name}.zip", (await evidence_package(kit, name)).data)


def forge(package: Path) -> None:
    """Alter a photograph and sign everything anew with a key of one's own."""
    from hashlib import sha256

    files, key = files_of(package), Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    files[PHOTO] = b"forged"
    manifest = json.loads(files["manifest.json"])
    for part in manifest["parts"]:
        if part["path"] == PHOTO:
            part.update(size=6, sha256=sha256(b"forged").hexdigest())
    manifest |= {"root": offline.merkle_root(manifest["parts"]), "key": {"version": 1, "public_key": public.hex()}}
    files["manifest.json"] = offline.written(manifest)
    files["public_key.pem"] = offline.public_key_pem(public)
    files["signature.json"] = offline.written(
        {
            "algorithm": "Ed25519",
            "public_key": public.hex(),
            "manifest_sha256": sha256(files["manifest.json"]).hexdigest(),
            "signature": key.sign(offline.manifest_message(files["manifest.json"])).hex(),
        }
    )
    repacked(package, files)
