"""对象操作: put, get, head, delete, and multipart uploads."""

import base64
from hashlib import md5

from sanic import HTTPResponse

from backend.sandbox.aliyun.oss import answers
from backend.sandbox.aliyun.oss.answers import OssRefusal
from backend.sandbox.aliyun.oss.buckets import Piece, Upload
from backend.sandbox.aliyun.oss.calls import (
    CORRUPT_READ,
    CORRUPT_STORED,
    Call,
    document_of,
    facts,
    maybe_cut,
    maybe_refuse,
    took,
)

# Part numbers from here on meet the faults that strike half-way.
HALF_WAY = 2


async def put(call: Call) -> HTTPResponse:
    """PutObject, or UploadPart when an upload is named."""
    _undamaged(call)
    upload = call.place.upload(call.key, call.query["uploadId"]) if "uploadId" in call.query else None
    piece = Piece.of(_as_stored(call), call.world.now(), call.headers.get("x-oss-server-side-encryption", ""))
    if upload is None:
        call.place.put(call.key, piece, forbid_overwrite=call.forbid_overwrite)
        await maybe_cut(call)
    else:
        await _receive_part(call, upload, piece)
    return answers.empty(facts(piece))


async def _receive_part(call: Call, upload: Upload, piece: Piece) -> None:
    number = int(call.query.get("partNumber", "0"))
    if not 1 <= number <= 10_000:
        raise OssRefusal(400, "InvalidArgument", "Part number must be an integer between 1 and 10000.")
    if number >= HALF_WAY:
        maybe_refuse(call)
        await maybe_cut(call)
    upload.parts[number] = piece


async def get(call: Call) -> HTTPResponse:
    """GetObject with a range, or ListParts when an upload is named."""
    if "uploadId" in call.query:
        return _parts(call)
    piece = call.place.find(call.key)
    data = piece.data
    if took(call, CORRUPT_READ) and data:
        data = bytes([data[0] ^ 1]) + data[1:]
    start, end = _range(call.headers.get("range", ""), len(data))
    if (start, end) == (0, len(data)):
        return answers.content(data, facts(piece))
    shown = facts(piece) | {"content-range": f"bytes {start}-{end - 1}/{len(data)}"}
    return answers.content(data[start:end], shown, status=206)


async def head(call: Call) -> HTTPResponse:
    """HeadObject and GetObjectMeta."""
    piece = call.place.find(call.key)
    return answers.content(b"", facts(piece) | {"content-length": str(len(piece.data))})


async def delete(call: Call) -> HTTPResponse:
    """DeleteObject, or AbortMultipartUpload when an upload is named."""
    if "uploadId" in call.query:
        call.place.upload(call.key, call.query["uploadId"])
        del call.place.uploads[call.query["uploadId"]]
    else:
        call.place.delete(call.key, call.world.now())
    return answers.empty(status=204)


async def post(call: Call) -> HTTPResponse:
    """InitiateMultipartUpload and CompleteMultipartUpload."""
    now = call.world.now()
    if "uploads" in call.query:
        upload = call.place.begin_upload(call.key, now, forbid_overwrite=call.forbid_overwrite)
        return answers.xml(
            "InitiateMultipartUploadResult", {"Bucket": call.place.name, "Key": call.key, "UploadId": upload}
        )
    maybe_refuse(call)
    named = [
        (int(part.findtext("PartNumber") or 0), part.findtext("ETag") or "") for part in document_of(call).iter("Part")
    ]
    whole = call.place.complete(
        call.key, call.query.get("uploadId", ""), named, now, forbid_overwrite=call.forbid_overwrite
    )
    answer = answers.xml(
        "CompleteMultipartUploadResult", {"Bucket": call.place.name, "Key": call.key, "ETag": whole.etag}
    )
    answer.headers.update(facts(whole))
    return answer


def _parts(call: Call) -> HTTPResponse:
    upload = call.place.upload(call.key, call.query["uploadId"])
    rows = [
        answers.element(
            "Part",
            {
                "PartNumber": number,
                "LastModified": answers.iso(part.at),
                "ETag": f'"{part.etag}"',
                "Size": len(part.data),
            },
        )
        for number, part in sorted(upload.parts.items())
    ]
    fields = {"IsTruncated": "false", "NextPartNumberMarker": max(upload.parts, default=0)}
    return answers.xml("ListPartsResult", fields, rows)


def _undamaged(call: Call) -> None:
    given = call.headers.get("content-md5")
    if given and base64.b64encode(md5(call.body, usedforsecurity=False).digest()).decode() != given:
        raise OssRefusal(400, "InvalidDigest", "The Content-MD5 you specified did not match what we received.")


def _as_stored(call: Call) -> bytes:
    """The body, with a bit flipped behind every check when that fault is on."""
    damaged = bool(call.body) and took(call, CORRUPT_STORED)
    return call.body[:-1] + bytes([call.body[-1] ^ 1]) if damaged else call.body


def _range(text: str, size: int) -> tuple[int, int]:
    start, _, end = text.removeprefix("bytes=").partition("-")
    if not text.startswith("bytes=") or not start.isdigit() or int(start) >= size:
        return 0, size  # as the vendor does by default with a range that makes no sense
    return int(start), min(int(end) + 1, size) if end.isdigit() else size
