import io
from datetime import timedelta

import pytest

from receipts.aws.s3 import S3AuditStore, S3LandingZone
from receipts.errors import MissingObjectError
from receipts.model import DroppedFile
from tests.builders import NOW


@pytest.fixture
def s3(aws):
    client = aws("s3")
    client.create_bucket(Bucket="landing")
    client.create_bucket(Bucket="audit")
    client.put_bucket_versioning(Bucket="landing", VersioningConfiguration={"Status": "Enabled"})
    return client


def drop(s3, body: bytes, key="2024-09/x y+z.csv", **metadata) -> DroppedFile:
    answer = s3.put_object(Bucket="landing", Key=key, Body=body, Metadata=metadata)
    return DroppedFile("landing", key, answer["VersionId"], len(body), NOW)


def test_exactly_the_version_that_was_dropped_is_read(s3):
    first = drop(s3, b"first", profile="focus")
    drop(s3, b"second")

    landing = S3LandingZone(s3)

    assert landing.fetch(first) == b"first"
    assert landing.metadata(first) == {"profile": "focus"}


def test_the_current_version_of_a_key_is_found(s3):
    drop(s3, b"first")
    second = drop(s3, b"second")

    found = S3LandingZone(s3).current("landing", second.key)

    assert (found.version_id, found.size) == (second.version_id, 6)


def test_a_version_that_is_gone_is_said_to_be_missing(s3):
    file = drop(s3, b"x")
    s3.delete_object(Bucket="landing", Key=file.key, VersionId=file.version_id)

    with pytest.raises(MissingObjectError):
        S3LandingZone(s3).fetch(file)


def test_configuration_may_be_absent(s3):
    landing = S3LandingZone(s3)
    s3.put_object(Bucket="landing", Key="config/contacts/focus.csv", Body=b"c")

    assert landing.fetch_config("landing", "config/contacts/focus.csv") == b"c"
    assert landing.fetch_config("landing", "config/contacts/other.csv") is None


def test_what_is_written_once_stays(s3):
    audit = S3AuditStore(s3, "audit")

    first = audit.put_new("snapshots/a", b"first")
    second = audit.put_new("snapshots/a", b"second")

    assert (first, second) == (True, False)
    assert audit.get("snapshots/a") == b"first"


def test_keys_are_listed_beyond_one_page(s3):
    audit = S3AuditStore(s3, "audit")
    for number in range(1001):
        s3.put_object(Bucket="audit", Key=f"runs/{number:04}", Body=b"")

    assert sum(1 for _ in audit.keys("runs/")) == 1001


def test_a_missing_audit_object_is_said_to_be_missing(s3):
    with pytest.raises(MissingObjectError):
        S3AuditStore(s3, "audit").get("snapshots/none")


def test_an_uploaded_file_is_the_version_it_became(s3):
    landing = S3LandingZone(s3)

    file = landing.upload("landing", "2024-09/x.csv", io.BytesIO(b"abc"), {"profile": "focus"})

    assert landing.fetch(file) == b"abc"
    assert landing.metadata(file) == {"profile": "focus"}
    assert (file.size, file.dropped_at.utcoffset()) == (3, timedelta())
