"""What the stubs say: as much as real services, as far as reading it costs work."""

import base64
import hashlib
import json
import zlib

_HEAD = (
    "Date: Mon, 23 Nov 2026 03:00:00 GMT\r\n"
    "x-amz-request-id: 0123456789ABCDEF\r\n"
    "x-amz-id-2: 0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz=\r\n"
)


def http(
    body: bytes = b"", status: str = "200 OK", kind: str = "application/json", **headers: str
) -> bytes:
    """A whole answer."""
    told = {"Content-Type": kind, "Content-Length": str(len(body))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{_HEAD}{lines}\r\n".encode() + body


def found(body: bytes, *, checksum: bool = True) -> bytes:
    """S3 has it. What was uploaded in several parts has no checksum that clients look at."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode() if checksum else None
    return http(
        body,
        kind="binary/octet-stream",
        ETag='"0"',
        Last_Modified="Mon, 23 Nov 2026 02:00:00 GMT",
        x_amz_version_id="0",
        **({"x_amz_checksum_sha256": digest} if digest else {}),
    )


def head_of(answer: bytes) -> bytes:
    """The same without its body, which HEAD does not get."""
    return answer[: answer.index(b"\r\n\r\n") + 4]


_VERSION = "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"
STORED = http(
    kind="application/xml",
    ETag='"6805f2cfc46c0f04559748bb039d69ae"',
    x_amz_version_id=_VERSION,
    x_amz_server_side_encryption="aws:kms",
)
MISSING = http(
    b"<Error><Code>NoSuchKey</Code><Message>No such key.</Message></Error>",
    "404 Not Found",
    "application/xml",
)
NO_KEYS = http(
    b"<ListBucketResult><Name>audit</Name><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys>"
    b"<IsTruncated>false</IsTruncated></ListBucketResult>",
    kind="application/xml",
)


def _json(told: object) -> bytes:
    body = json.dumps(told).encode()
    # botocore checks DynamoDB's.
    return http(body, x_amz_crc32=str(zlib.crc32(body)))


SENT = _json({"MessageId": "0100019000000000-00000000-0000-0000-0000-000000000000-000000"})
_ACCOUNT = {
    "SendQuota": {"Max24HourSend": -1, "MaxSendRate": 100_000, "SentLast24Hours": 0},
    "SendingEnabled": True,
    "EnforcementStatus": "HEALTHY",
}
_IDENTITY = {"VerifiedForSendingStatus": True}
_TAKEN = {
    "Successful": [
        {
            "Id": str(number),
            "MessageId": f"00000000-0000-4000-8000-{number:012d}",
            "MD5OfMessageBody": "d41d8cd98f00b204e9800998ecf8427e",
        }
        for number in range(10)
    ]
}
_WAITING = {
    "Attributes": {
        "ApproximateNumberOfMessages": "0",
        "ApproximateNumberOfMessagesNotVisible": "0",
    }
}
_NO_ROWS = {"Items": [], "Count": 0, "ScannedCount": 0}
#: By what the request's head has in it; the first that fits.
BY_HEAD = (
    (b"AmazonSQS.SendMessageBatch", _json(_TAKEN)),
    (b"AmazonSQS.GetQueueAttributes", _json(_WAITING)),
    (b"DynamoDB_20120810.Query", _json(_NO_ROWS)),
    (b"/v2/email/account", _json(_ACCOUNT)),
    (b"/v2/email/identities", _json(_IDENTITY)),
)
#: A write that did what it should, a read that found nothing.
NOTHING = _json({})
