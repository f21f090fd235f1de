"""时间戳网关: pyHanko's time-stamper against the sandbox's authority, over a real socket."""

import asyncio
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import cms

from backend.gateways.timestamps import Rfc3161, TimeStampConfig, TimeStampRootMissing, open_timestamps
from backend.kit.errors import VendorTrouble
from backend.sandbox.timestamps import authority
from backend.sandbox.world import Options
from backend.serving import SANDBOX_ROOT, demo_settings
from backend.settings import Settings
from tests.sandbox.running import running

DIGEST = sha256(b"a document").digest()


def config_for(sandbox) -> TimeStampConfig:
    root = SANDBOX_ROOT.read_bytes()
    return TimeStampConfig(f"{sandbox.url}/tsa", root, connect_timeout_s=1, read_timeout_s=1)


@pytest.fixture
async def stamps(sandbox):
    opened = Rfc3161(config_for(sandbox))
    yield opened
    await opened.close()


@contextmanager
def closing_first(port: int):
    """A way to the sandbox that closes the first connection without an answer, and serves one more."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def pour(source, drain):
            while piece := source.recv(65_536):
                drain.sendall(piece)
            drain.shutdown(socket.SHUT_WR)

        def relay():
            first, _ = door.accept()
            with first:
                first.recv(65_536)
            second, _ = door.accept()
            with second, socket.create_connection(("127.0.0.1", port)) as there:
                back = threading.Thread(target=pour, args=(there, second), daemon=True)
                back.start()
                pour(second, there)
                back.join(5)

        thread = threading.Thread(target=relay, daemon=True)
        thread.start()
        yield door.getsockname()[1]
        thread.join(5)


async def trouble(stamps) -> VendorTrouble:
    with pytest.raises(VendorTrouble) as caught:
        await stamps.stamp(DIGEST)
    assert caught.value.service == "timestamps"
    return caught.value


class TestStamping:
    async def test_it_works(self, stamps):
        stamp = await stamps.stamp(DIGEST)
        assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=1)
        check = await stamps.check(stamp.token, DIGEST)
        assert check and check.intact and check.trusted
        assert (check.at, check.authority) == (stamp.at, "车务通沙箱时间戳服务 TSA")

    async def test_the_time_is_the_authoritys_and_not_ours(self, stamps, sandbox):
        sandbox.advance(7200)
        assert (await stamps.stamp(DIGEST)).at - datetime.now(UTC) > timedelta(minutes=119)

    async def test_many_at_once_each_get_their_own(self, stamps):
        digests = [sha256(bytes([n])).digest() for n in range(24)]
        given = await asyncio.gather(*(stamps.stamp(one) for one in digests))
        checks = await asyncio.gather(
            *(stamps.check(one.token, digest) for one, digest in zip(given, digests, strict=True))
        )
        assert all(check and check.intact for check in checks)
        assert not (await stamps.check(given[0].token, digests[1])).intact

    async def test_the_stamper_serves_threads_with_loops_of_their_own(self, stamps):
        tokens = []

        def sign_there():
            tokens.append(asyncio.run(stamps.stamper.async_timestamp(DIGEST, "sha256")))

        threads = [threading.Thread(target=sign_there) for _ in range(2)]
        for one in threads:
            one.start()
        await asyncio.gather(*(asyncio.to_thread(one.join) for one in threads))
        assert [(await stamps.check(token.dump(), DIGEST)).trusted for token in tokens] == [True, True]

    def test_a_stamp_outlives_the_sandbox_that_gave_it(self, sandbox):
        async def in_one(config, token=None):
            opened = Rfc3161(config)
            try:
                return await opened.check(token, DIGEST) if token else (await opened.stamp(DIGEST)).token
            finally:
                await opened.close()

        token = asyncio.run(in_one(config_for(sandbox)))
        with running(Options()) as restarted:
            check = asyncio.run(in_one(config_for(restarted), token))
        assert check and check.intact and check.trusted


class TestTheRoot:
    def test_it_is_the_same_in_every_sandbox_and_lies_beside_it(self):
        assert authority.root_pem() == SANDBOX_ROOT.read_bytes()

    def test_a_demo_knows_it(self):
        demo = demo_settings(Settings())
        opened = open_timestamps(demo.timestamp_url, demo.timestamp_ca)
        assert opened is not None and opened.address.endswith("/tsa")

    def test_without_an_authority_there_is_no_gateway(self):
        assert open_timestamps("", None) is None

    @pytest.mark.parametrize("text", [None, b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
    def test_it_refuses_to_open_without_one(self, tmp_path: Path, text):
        file = tmp_path / "ca.pem"
        if text is not None:
            file.write_bytes(text)
        with pytest.raises(TimeStampRootMissing, match="CWT_TIMESTAMP_CA"):
            open_timestamps("http://127.0.0.1:9/tsa", file)


class TestRevocation:
    async def test_the_list_comes_from_where_the_certificate_says(self, stamps, sandbox):
        (found,) = await stamps.revocation()
        assert found.issuer == stamps.roots[0].subject
        # Kept: a second look needs no network.
        sandbox.misbehave("timestamps", "server_error")
        assert await stamps.revocation() == (found,)

    async def test_it_says_when_the_list_cannot_be_had(self, stamps, sandbox):
        await stamps.stamp(DIGEST)
        sandbox.misbehave("timestamps", "garbled", 1)
        with pytest.raises(VendorTrouble, match="garbled revocation list"):
            await stamps.revocation()
        assert len(await stamps.revocation()) == 1


class TestMisbehaving:
    @pytest.mark.parametrize(
        ("fault", "reason", "retry"),
        [
            ("server_error", "http 502", True),
            ("timeout", "ReadTimeout", True),
            ("garbled", "garbled answer", True),
            ("refused", "refused: time_not_available", True),
            ("wrong_nonce", "answers another request", True),
            ("wrong_imprint", "stamps another hash", True),
            ("foreign", "untrusted authority", False),
        ],
    )
    async def test_no_bad_answer_is_taken(self, stamps, sandbox, fault, reason, retry):
        sandbox.misbehave("timestamps", fault, 1)
        error = await trouble(stamps)
        assert (error.reason, error.retry) == (reason, retry)
        assert await stamps.stamp(DIGEST)

    async def test_it_waits_for_a_slow_one(self, stamps, sandbox):
        sandbox.misbehave("timestamps", "slow", 1)
        assert await stamps.stamp(DIGEST)

    @pytest.mark.parametrize("fault", ["wrong_imprint", "foreign", "wrong_nonce"])
    async def test_trust_in_the_last_certificate_lets_nothing_else_through(self, stamps, sandbox, fault):
        await stamps.stamp(DIGEST)
        sandbox.misbehave("timestamps", fault, 1)
        await trouble(stamps)

    async def test_a_forged_signature_of_a_known_certificate(self, stamps):
        token = (await stamps.stamp(DIGEST)).token
        for place in (len(token) - 5, token.index(DIGEST)):
            turned = bytearray(token)
            turned[place] ^= 1
            assert (await stamps._judged(cms.ContentInfo.load(bytes(turned)), DIGEST))[0] is False
        assert await stamps._judged(cms.ContentInfo.load(token), DIGEST) == (True, True)

    async def test_a_connection_that_was_closed_meanwhile_is_asked_again(self, sandbox):
        with closing_first(int(sandbox.url.rsplit(":", 1)[1])) as port:
            stamps = Rfc3161(replace(config_for(sandbox), url=f"http://127.0.0.1:{port}/tsa"))
            assert await stamps.stamp(DIGEST)
            await stamps.close()

    async def test_one_that_is_not_there(self, sandbox):
        gone = Rfc3161(replace(config_for(sandbox), url="http://127.0.0.1:9/tsa"))
        error = await trouble(gone)
        await gone.close()
        assert (error.reason, error.retry) == ("ConnectError", True)

    async def test_a_page_instead_of_a_token(self, sandbox):
        page = Rfc3161(replace(config_for(sandbox), url=f"{sandbox.url}/sandbox/faults"))
        error = await trouble(page)
        await page.close()
        assert (error.reason, error.retry) == ("http 404", False)

    async def test_a_hash_that_is_none(self, stamps):
        with pytest.raises(VendorTrouble, match="refused: bad_data_format") as caught:
            await stamps.stamp(b"short")
        assert not caught.value.retry

    async def test_callers_are_turned_away_when_it_hangs(self, sandbox):
        narrow = Rfc3161(replace(config_for(sandbox), workers=1, waiting=1))
        sandbox.misbehave("timestamps", "timeout")
        errors = await asyncio.gather(*(trouble(narrow) for _ in range(4)))
        await narrow.close()
        assert sorted(error.reason for error in errors)[2:] == ["pool full", "pool full"]

    @pytest.mark.parametrize("token", [b"", b"garbage", b"0\x03\x02\x01\x01"])
    async def test_a_kept_token_that_is_none(self, stamps, token):
        assert await stamps.check(token, DIGEST) is None

    async def test_a_kept_token_with_one_bit_turned(self, stamps):
        token = (await stamps.stamp(DIGEST)).token
        said = token.index(DIGEST)
        for place in (said, said + 31, token.index(b"Z", said), len(token) - 20):
            turned = bytearray(token)
            turned[place] ^= 4
            check = await stamps.check(bytes(turned), DIGEST)
            assert check is None or not check.intact, place
