"""OSS 沙箱: published signatures, what is turned away, the retention lock; calls are signed by the real oss2."""

import base64
import hmac
from hashlib import sha1

import httpx
import oss2
import pytest
from oss2.exceptions import OssError

from backend.sandbox.aliyun.oss.buckets import crc64
from backend.sandbox.aliyun.oss.signatures import SignedCall, v1_signature, v4_key, v4_signature

DAY = 86400


def bucket_of(sandbox, *, key="sandbox-key", secret="sandbox-secret", name="chewutong-vault", version=4):  # noqa: S107
    auth = (oss2.AuthV4 if version == 4 else oss2.Auth)(key, secret)
    return oss2.Bucket(auth, sandbox.url, name, region="cn-hangzhou")


@pytest.fixture
def bucket(sandbox):
    return bucket_of(sandbox)


def refused(act, *args, **kwargs):
    with pytest.raises(OssError) as caught:
        act(*args, **kwargs)
    return caught.value.status, caught.value.code


class TestTheSignature:
    """Vectors of INTEGRATIONS §5.1."""

    def test_version_4_is_the_published_one(self):
        headers = {
            "content-type": "text/plain",
            "x-oss-head1": "value",
            "x-oss-date": "20231203T121212Z",
            "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
        }
        call = SignedCall("PUT", "bucket", "1234+-/123/1.txt", {}, headers)
        made = v4_signature(call, secret="sk", region="cn-hangzhou", stamp="20231203T121212Z")
        assert made == "49b9fb9b44866505ce6a5898d29d95a9c2bd1953036ace82ff924b6cdcd7cbeb"
        assert v4_key("sk", "20231203", "cn-hangzhou").hex() == (
            "6964fec96e2929c66d8602cc0a4bd25918c0fa64791aeb55736ffe06397879e0"
        )

    def test_version_1_is_the_official_one(self):
        headers = {
            "content-md5": "ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=",
            "content-type": "text/html",
            "x-oss-magic": "abracadabra",
            "x-oss-meta-author": "foo@bar.com",
        }
        call = SignedCall("PUT", "oss-example", "nelson", {}, headers)
        secret = "OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV"
        assert v1_signature(call, secret=secret, date="Thu, 17 Nov 2005 18:49:58 GMT") == "26NBxoKdsyly4EDv6inkoDft/yA="

    def test_the_checksum_is_the_vendor_s(self):
        assert crc64(b"hello") == 11177612005948864433

    @pytest.mark.parametrize("version", [1, 4])
    def test_the_sdk_is_let_in_by_header_and_by_address(self, sandbox, version):
        bucket = bucket_of(sandbox, version=version)
        bucket.put_object("a/b c+中.txt", b"hello")
        assert bucket.get_object("a/b c+中.txt").read() == b"hello"
        address = bucket.sign_url("GET", "a/b c+中.txt", 60)
        assert httpx.get(address, trust_env=False).content == b"hello"
        assert httpx.get(address.replace("b%20c", "b%20d"), trust_env=False).status_code == 403

    @pytest.mark.parametrize(
        ("change", "code"),
        [({"key": "nobody"}, "InvalidAccessKeyId"), ({"secret": "wrong"}, "SignatureDoesNotMatch")],
    )
    @pytest.mark.parametrize("version", [1, 4])
    def test_a_stranger_is_not(self, sandbox, change, code, version):
        assert refused(bucket_of(sandbox, version=version, **change).put_object, "a", b"x") == (403, code)

    def test_nobody_comes_in_unsigned(self, sandbox, bucket):
        bucket.put_object("a", b"secret")
        answer = httpx.get(f"{sandbox.url}/chewutong-vault/a", trust_env=False)
        assert (answer.status_code, b"AccessDenied" in answer.content) == (403, True)

    def test_an_altered_header_breaks_it(self, sandbox, bucket):
        address = bucket.sign_url("PUT", "a", 60, headers={"x-oss-forbid-overwrite": "true"})
        plain = httpx.put(address, content=b"x", headers={"x-oss-forbid-overwrite": "false"}, trust_env=False)
        assert b"SignatureDoesNotMatch" in plain.content

    def test_another_bucket_is_not_there(self, sandbox):
        assert refused(bucket_of(sandbox, name="chewutong-other").get_object, "a") == (404, "NoSuchBucket")


class TestObjects:
    def test_it_refuses_damaged_bytes(self, bucket):
        wrong = base64.b64encode(hmac.new(b"", b"", sha1).digest()[:16]).decode()
        assert refused(bucket.put_object, "a", b"x", headers={"Content-MD5": wrong}) == (400, "InvalidDigest")

    def test_it_forbids_to_write_over(self, bucket):
        bucket.put_object("a", b"first")
        forbid = {"x-oss-forbid-overwrite": "true"}
        assert refused(bucket.put_object, "a", b"second", headers=forbid) == (409, "FileAlreadyExists")

    def test_lists_come_in_pages(self, bucket):
        for number in range(7):
            bucket.put_object(f"a/{number}", b"x")
        bucket.put_object("b/0", b"x")
        first = bucket.list_objects_v2(prefix="a/", max_keys=5)
        rest = bucket.list_objects_v2(prefix="a/", max_keys=5, continuation_token=first.next_continuation_token)
        assert [one.key for one in first.object_list + rest.object_list] == [f"a/{number}" for number in range(7)]
        assert not rest.is_truncated

    def test_parts_must_be_there_and_large_enough(self, bucket):
        upload = bucket.init_multipart_upload("big").upload_id
        small = bucket.upload_part("big", upload, 1, b"x")
        bucket.upload_part("big", upload, 2, b"y")
        parts = [oss2.models.PartInfo(1, small.etag), oss2.models.PartInfo(2, small.etag)]
        assert refused(bucket.complete_multipart_upload, "big", upload, parts) == (400, "EntityTooSmall")
        assert refused(bucket.complete_multipart_upload, "big", upload, parts[1:]) == (400, "InvalidPart")
        bucket.abort_multipart_upload("big", upload)
        assert refused(bucket.list_parts, "big", upload) == (404, "NoSuchUpload")


class TestTheRetentionLock:
    def test_locked_objects_stay_until_they_are_old_enough(self, bucket, sandbox):
        bucket.put_object("a", b"x")
        bucket.complete_bucket_worm(bucket.init_bucket_worm(10).worm_id)
        assert refused(bucket.put_object, "a", b"y") == (409, "FileImmutable")
        assert refused(bucket.delete_object, "a") == (409, "FileImmutable")
        bucket.put_object("new", b"may come")
        sandbox.advance(10 * DAY + 1)
        bucket.delete_object("a")
        assert not bucket.object_exists("a")

    def test_an_unlocked_one_protects_for_a_day_and_can_be_withdrawn(self, bucket, sandbox):
        bucket.put_object("a", b"x")
        bucket.init_bucket_worm(10)
        assert refused(bucket.delete_object, "a") == (409, "FileImmutable")
        assert bucket.get_bucket_worm().state == "InProgress"
        sandbox.advance(DAY + 1)
        bucket.delete_object("a")
        assert refused(bucket.get_bucket_worm) == (404, "NoSuchWORMConfiguration")

    def test_it_can_be_made_longer_never_shorter(self, bucket):
        worm = bucket.init_bucket_worm(10).worm_id
        bucket.complete_bucket_worm(worm)
        assert refused(bucket.extend_bucket_worm, worm, 9) == (400, "InvalidWORMConfiguration")
        bucket.extend_bucket_worm(worm, 11)
        assert bucket.get_bucket_worm().retention_period_days == 11
        assert refused(bucket.abort_bucket_worm) == (403, "WORMConfigurationLocked")
