"""桶操作: lists of objects and uploads, and the retention lock."""

from urllib.parse import quote

from sanic import HTTPResponse

from backend.sandbox.aliyun.oss import answers
from backend.sandbox.aliyun.oss.answers import OssRefusal
from backend.sandbox.aliyun.oss.buckets import Piece
from backend.sandbox.aliyun.oss.calls import Call, document_of


async def get(call: Call) -> HTTPResponse:
    """ListObjectsV2, ListMultipartUploads and GetBucketWorm."""
    if "worm" in call.query:
        worm = call.place.current_worm(call.world.now())
        return answers.xml(
            "WormConfiguration",
            {
                "WormId": worm.id,
                "State": worm.state,
                "RetentionPeriodInDays": worm.days,
                "CreationDate": answers.iso(worm.at),
            },
        )
    return _uploads(call) if "uploads" in call.query else _objects(call)


async def post(call: Call) -> HTTPResponse:
    """The retention lock: begin (``worm``), lock (``wormId``), extend (``wormId`` and ``wormExtend``)."""
    now = call.world.now()
    if "wormExtend" in call.query:
        call.place.extend_worm(call.query.get("wormId", ""), _days(call), now)
    elif "wormId" in call.query:
        call.place.lock_worm(call.query["wormId"], now)
    elif "worm" in call.query:
        return answers.empty({"x-oss-worm-id": call.place.begin_worm(_days(call), now)})
    else:
        raise OssRefusal(400, "InvalidArgument", "The sandbox does not know this operation.")
    return answers.empty()


async def delete(call: Call) -> HTTPResponse:
    """AbortBucketWorm; a bucket itself is never deleted here."""
    call.place.drop_worm(call.world.now())
    return answers.empty(status=204)


def _objects(call: Call) -> HTTPResponse:
    prefix, most = call.query.get("prefix", ""), min(int(call.query.get("max-keys") or 100), 1000)
    after = call.query.get("continuation-token") or call.query.get("start-after", "")
    keys = list(call.place.keys_from(prefix, after))
    fields: dict[str, object] = {
        "Name": call.place.name,
        "Prefix": quote(prefix),
        "MaxKeys": most,
        "EncodingType": "url",
        "IsTruncated": str(len(keys) > most).lower(),
    }
    if len(keys) > most:
        fields["NextContinuationToken"] = quote(keys[most - 1])
    rows = ((key, call.place.objects[key]) for key in keys[:most])
    return answers.xml("ListBucketResult", fields, [_row(key, piece) for key, piece in rows])


def _row(key: str, piece: Piece) -> str:
    return answers.element(
        "Contents",
        {
            "Key": quote(key),
            "LastModified": answers.iso(piece.at),
            "ETag": f'"{piece.etag}"',
            "Type": "Normal",
            "Size": len(piece.data),
            "StorageClass": "Standard",
        },
    )


def _uploads(call: Call) -> HTTPResponse:
    prefix = call.query.get("prefix", "")
    open_ones = [(upload, one) for upload, one in call.place.uploads.items() if one.key.startswith(prefix)]
    rows = [
        answers.element("Upload", {"Key": quote(one.key), "UploadId": upload, "Initiated": answers.iso(one.at)})
        for upload, one in open_ones
    ]
    fields = {"EncodingType": "url", "IsTruncated": "false", "NextKeyMarker": "", "NextUploadIdMarker": ""}
    return answers.xml("ListMultipartUploadsResult", fields, rows)


def _days(call: Call) -> int:
    return int(document_of(call).findtext("RetentionPeriodInDays") or 0)
