"""``cwt keys`` and ``cwt vault`` as an operator types them (密钥与归档库命令), in the order of docs/keys.md."""

import asyncio
import json

import pytest

from backend.app import open_machine
from backend.cli import main
from backend.gateways import kms
from backend.gateways.oss import client
from backend.kit import audit
from backend.kit.actor import Role
from backend.kit.clock import now
from backend.kit.models import AuditEntry
from backend.kit.objects import rotating
from backend.kit.secrets import KeyRing, choose_cipher, install_ring_lock
from backend.stations.models import Staff
from tests.sandbox.running import one_sandbox, sandbox
from tests.support.pools import ThreadedPools

__all__ = ["one_sandbox", "sandbox"]
PICTURE = b"picture" * 100


@pytest.fixture
def site(settings, sandbox, monkeypatch):
    """A site with a person, a file and an archive; its settings stand in the environment."""
    if settings.database_url:
        pytest.skip("the cells of MariaDB are rotated in tests/kit/secrets/test_cells.py")
    for pauses in (kms, client):
        monkeypatch.setattr(pauses, "FIRST_PAUSE_S", 0)
    for name in ("KMS", "OSS"):
        monkeypatch.setenv(f"CWT_{name}_ENDPOINT", sandbox.url)
    monkeypatch.setenv("CWT_FOLDER", str(settings.folder))
    act(settings, plant)
    yield settings
    install_ring_lock(None)
    choose_cipher("aes")


def act(settings, doing):
    async def run():
        async with open_machine(settings, ThreadedPools()) as kit:
            return await doing(kit)

    return asyncio.run(run())


async def plant(kit):
    # Not add_staff: hashing a password would take most of each test's time.
    await Staff.create(
        public_id="0" * 20, username="zhou", name="周明", role=Role.ADMINISTRATOR.value,
        password_hash="", totp_secret="JBSWY3DPEHPK3PXP", created_at=now(),
    )  # fmt: skip
    await kit.objects.put("evidence/a", PICTURE)
    await kit.vault.put("archive/a", PICTURE)


async def everything_reads(kit):
    assert (await Staff.get(username="zhou")).totp_secret == "JBSWY3DPEHPK3PXP"
    assert await kit.objects.get("evidence/a") == PICTURE
    assert await kit.vault.get("archive/a") == PICTURE
    _, broken = await audit.verify(kit.objects)
    assert broken is None
    return [entry.action async for entry in AuditEntry.all().order_by("seq")]


def typed(capsys, *words) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(list(words))
    told = capsys.readouterr()
    return status, told.out, told.err


def ring(site) -> KeyRing:
    return KeyRing(site.folder / "keyring.json")


class TestRotate:
    def test_it_works(self, site, capsys):
        status, told, _ = typed(capsys, "keys", "rotate")
        assert status == 0
        assert "已启用第 2 版密钥，重新包裹 1 个文件、1 份归档、1 个加密单元。旧版密钥保留用于读取旧数据。" in told
        last = told.splitlines()[-1]
        assert f"请把 {site.folder / 'keyring.json'} 重新复制" in last
        _, told, _ = typed(capsys, "keys", "status")
        for what in ("文件", "归档", "加密单元"):
            assert f"{what}：1 个在第 2 版（现用，AES-256-GCM）" in told
        assert "在第 1 版" not in told
        assert "keys.rotated" in act(site, everything_reads)

    def test_killed_half_way_the_next_run_goes_on_with_the_same_version(self, site, capsys, monkeypatch):
        class Killed(BaseException):
            pass

        async def killed(*_, **__):
            raise Killed

        with monkeypatch.context() as cut:
            cut.setattr("backend.commands.keys.rotate_cells", killed)
            with pytest.raises(Killed):
                main(["keys", "rotate"])
        _, told, _ = typed(capsys, "keys", "status")
        assert "轮换没有做完" in told
        assert "加密单元：1 个在第 1 版（旧版，AES-256-GCM）" in told
        status, told, _ = typed(capsys, "keys", "rotate")
        assert (status, ring(site).versions) == (0, [1, 2])
        assert "继续上次没有做完的轮换：第 2 版" in told
        assert "重新包裹 0 个文件、0 份归档、1 个加密单元" in told
        act(site, everything_reads)

    def test_what_does_not_open_is_named(self, site, capsys):
        file = next(path for path in (site.folder / "objects").rglob("a") if path.is_file())
        file.write_bytes(file.read_bytes()[:40])
        status, _, complaint = typed(capsys, "keys", "rotate")
        assert (status, "打不开，没有改动：文件 evidence/a" in complaint) == (1, True)

    def test_an_older_copy_of_the_ring_is_noticed_before_it_does_harm(self, site, capsys):
        file = site.folder / "keyring.json"
        older = file.read_bytes()
        main(["keys", "rotate"])
        file.write_bytes(older)
        status, told, complaint = typed(capsys, "keys", "status")
        assert (status, "在第 2 版（密钥环里没有，读不出" in told) == (1, True)
        assert "较旧的密钥环副本" in complaint
        status, _, complaint = typed(capsys, "keys", "rotate")
        assert (status, "较旧的密钥环副本" in complaint) == (2, True)
        assert file.read_bytes() == older

    def test_two_at_once_are_one_too_many(self, site, capsys, monkeypatch):
        answers = []

        async def second(*_, **__):
            answers.append(await asyncio.to_thread(_refused_beside, site.folder))
            return rotating.ObjectTally()

        monkeypatch.setattr("backend.commands.keys.rotate_objects", second)
        typed(capsys, "keys", "rotate")
        assert answers == [True, True]

    def test_links_of_a_stolen_version_end(self, site, capsys):
        assert typed(capsys, "keys", "distrust", "1")[0] == 2
        main(["keys", "rotate"])
        status, told, _ = typed(capsys, "keys", "distrust", "1")
        assert (status, ring(site).trusted(1)) == (0, False)
        assert "一律无效" in told
        assert typed(capsys, "keys", "distrust", "1", "--since", "2026-01-31")[0] == 0
        assert ring(site).keys(1).distrusted == "2026-01-31T00:00:00+08:00"
        assert "不再信任其签名" in typed(capsys, "keys", "status")[1]
        assert typed(capsys, "keys", "distrust", "9")[0] == 2


def _refused_beside(folder) -> bool:
    from backend.commands.keys import RotationUnderWay, _only_rotation

    try:
        with _only_rotation(folder):
            return False
    except RotationUnderWay:
        return True


def test_a_site_turns_to_national_algorithms(site, capsys, monkeypatch):
    monkeypatch.setenv("CWT_CIPHER", "sm4")
    typed(capsys, "keys", "rotate")
    _, told, _ = typed(capsys, "keys", "status")
    assert "文件：1 个在第 2 版（现用，AES-256-GCM）" in told
    assert "加密单元：1 个在第 2 版（现用，SM4-GCM）" in told
    typed(capsys, "keys", "rotate", "--anew")
    _, told, _ = typed(capsys, "keys", "status")
    assert "文件：1 个在第 3 版（现用，SM4-GCM）" in told
    assert "归档：1 个在第 3 版（现用，SM4-GCM）" in told
    act(site, everything_reads)


class TestKms:
    @pytest.fixture
    def key(self, monkeypatch):
        monkeypatch.setenv("CWT_KMS_KEY_ID", "key-sandbox-cwt")

    def test_in_and_out(self, site, capsys, key):
        file = site.folder / "keyring.json"
        plain = json.loads(file.read_text())["audit_salt"]
        status, told, _ = typed(capsys, "keys", "wrap")
        assert (status, "已由 aliyun-kms:key-sandbox-cwt 包裹" in told) == (0, True)
        assert plain not in file.read_text()
        assert "由 aliyun-kms:key-sandbox-cwt 包裹" in typed(capsys, "keys", "status")[1]
        assert typed(capsys, "keys", "rotate")[0] == 0
        assert typed(capsys, "keys", "unwrap")[0] == 0
        assert json.loads(file.read_text())["audit_salt"] == plain
        assert "本来就没有包裹" in typed(capsys, "keys", "unwrap")[1]
        assert {"keys.wrapped", "keys.unwrapped"} <= set(act(site, everything_reads))

    def test_without_an_answer_nothing_starts(self, site, capsys, key, sandbox):
        typed(capsys, "keys", "wrap")
        sandbox.misbehave("aliyun_kms", "server_error")
        status, _, complaint = typed(capsys, "keys", "status")
        assert (status, "KMS 没有给出密钥" in complaint, "数据没有改动" in complaint) == (2, True, True)

    def test_without_settings_it_is_said_which(self, site, capsys):
        status, _, complaint = typed(capsys, "keys", "wrap")
        assert (status, "CWT_KMS_KEY_ID" in complaint) == (2, True)


class TestVault:
    @pytest.fixture
    def in_oss(self, monkeypatch):
        monkeypatch.setenv("CWT_VAULT_STORE", "oss")

    def test_it_moves_to_oss_and_back(self, site, capsys, in_oss, sandbox):
        status, told, _ = typed(capsys, "vault", "copy")
        assert (status, "复制 1 份归档到OSS 桶 chewutong-vault，0 份本来就在" in told) == (0, True)
        there = site.model_copy(update={"vault_store": "oss", "oss_endpoint": sandbox.url})
        act(there, everything_reads)
        assert "0 份归档到OSS 桶 chewutong-vault，1 份本来就在" in typed(capsys, "vault", "copy")[1]
        assert "1 份" in typed(capsys, "vault", "status")[1]

    def test_locked_archives_keep_their_old_version_and_read_on(self, site, capsys, in_oss, sandbox, monkeypatch):
        typed(capsys, "vault", "copy")
        assert typed(capsys, "vault", "lock", "--days", "10", "--confirm", "wrong-bucket")[0] == 2
        assert "保留锁：没有" in typed(capsys, "vault", "status")[1]
        status, told, _ = typed(capsys, "vault", "lock", "--days", "10", "--confirm", "chewutong-vault")
        assert (status, "不能撤销" in told, "已锁定" in told) == (0, True, True)
        status, told, _ = typed(capsys, "keys", "rotate")
        assert (status, "1 份归档在 OSS 保留期内不可改动" in told) == (0, True)
        there = site.model_copy(update={"vault_store": "oss", "oss_endpoint": sandbox.url})
        assert "vault.locked" in act(there, everything_reads)
        assert typed(capsys, "vault", "lock", "--days", "5", "--confirm", "chewutong-vault")[0] == 2
        assert typed(capsys, "vault", "lock", "--days", "11", "--confirm", "chewutong-vault")[0] == 0
        monkeypatch.setenv("CWT_OSS_RETENTION_DAYS", "12")
        status, told, complaint = typed(capsys, "vault", "status")
        assert (status, "11 天，已锁定" in told, "--days 12" in complaint) == (1, True, True)

    def test_a_vendor_that_refuses_leaves_the_rest_for_the_next_run(self, site, capsys, in_oss, sandbox):
        typed(capsys, "vault", "copy")
        sandbox.misbehave("aliyun_oss", "server_error", 3)
        status, _, complaint = typed(capsys, "vault", "status")
        assert (status, "请稍后再试" in complaint) == (1, True)

    def test_a_vendor_that_is_down_is_told_in_a_sentence(self, site, capsys, in_oss, sandbox):
        sandbox.misbehave("aliyun_oss", "server_error")
        status, _, complaint = typed(capsys, "keys", "status")
        assert (status, "外部服务没有照办（aliyun_oss: ServerError），请稍后再试" in complaint) == (2, True)

    def test_a_folder_has_no_lock_and_one_bucket_is_not_enough(self, site, capsys, monkeypatch):
        assert typed(capsys, "vault", "lock", "--days", "10")[0] == 2
        monkeypatch.setenv("CWT_VAULT_STORE", "oss")
        monkeypatch.setenv("CWT_OSS_BACKUP_BUCKET", "chewutong-vault")
        status, _, complaint = typed(capsys, "vault", "lock", "--days", "10", "--confirm", "chewutong-vault")
        assert (status, "CWT_OSS_BACKUP_BUCKET" in complaint) == (2, True)
