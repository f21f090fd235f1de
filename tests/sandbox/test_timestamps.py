"""时间戳服务: judged by another's implementation (OpenSSL), refusing what RFC 3161 refuses."""

import shutil
import subprocess
from hashlib import sha256

import httpx
import pytest
from asn1crypto import tsp

from backend.sandbox.timestamps.authority import ROOT_FILE

HASHED = sha256(b"a document")


def query(algorithm: str = "sha256", digest: bytes = HASHED.digest(), nonce: int = 7) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    return tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}).dump()


def asks(sandbox, body: bytes) -> httpx.Response:
    answer = httpx.post(f"{sandbox.url}/tsa", content=body, trust_env=False)
    assert answer.headers["content-type"] == "application/timestamp-reply"
    return answer


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no OpenSSL on this machine")
def test_openssl_takes_its_answer_for_this_hash_and_no_other(sandbox, tmp_path):
    file = tmp_path / "answer.tsr"
    file.write_bytes(asks(sandbox, query()).content)

    def verified(digest: str) -> bool:
        command = ["openssl", "ts", "-verify", "-in", file, "-digest", digest, "-CAfile", ROOT_FILE]
        return "Verification: OK" in subprocess.run(command, capture_output=True, text=True).stdout

    assert verified(HASHED.hexdigest())
    assert not verified(sha256(b"another").hexdigest())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", b"\x03\x02\x02\x04"),
        (b"garbage", b"\x03\x02\x02\x04"),
        (query(digest=b"short"), b"\x03\x02\x02\x04"),
        (query("sha1", bytes(20)), b"\x03\x02\x07\x80"),
    ],
)
def test_what_it_refuses(sandbox, body, reason):
    """The failure is a bit string: bit 0 is badAlg, bit 5 badDataFormat (RFC 3161 §2.4.2)."""
    answer = asks(sandbox, body).content
    assert answer.startswith(b"\x30") and answer.endswith(reason)
    assert b"\x02\x01\x02" in answer[:8], "status 2 is rejection"


def test_the_control_page_shows_what_was_stamped(sandbox):
    asks(sandbox, query())
    asks(sandbox, b"garbage")
    page = httpx.get(f"{sandbox.url}/sandbox", trust_env=False).text
    assert "已签发 1 个时间戳" in page and HASHED.hexdigest()[:12] in page


def test_its_time_is_the_worlds(sandbox):
    sandbox.advance(86_400)
    first = tsp.TimeStampResp.load(asks(sandbox, query()).content)
    sandbox.reset()
    second = tsp.TimeStampResp.load(asks(sandbox, query()).content)
    apart = [one["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed for one in (first, second)]
    assert (apart[0]["gen_time"].native - apart[1]["gen_time"].native).total_seconds() > 86_000
