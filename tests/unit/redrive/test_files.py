import json

import pytest

from receipts.errors import RetryableError
from receipts.port_bundles import RedrivePorts
from receipts.redrive.files import Where, redrive_files, survey_files
from tests.builders import letter
from tests.fakes import FakeAudit, FakeClock, FakeLedger, FakeQueue
from tests.fakes_of_queues import FakeCharges, FakeLetters


def file_letter(key: str):
    detail = {"bucket": {"name": "landing"}, "object": {"key": key, "version-id": "v1"}}
    return letter(json.dumps({"detail": detail}), id=key, group="charges")


def ports_with(*letters) -> RedrivePorts:
    return RedrivePorts(
        letters=FakeLetters(),
        queue=FakeQueue(),
        files=FakeLetters(list(letters)),
        charges=FakeCharges(),
        audit=FakeAudit(),
        ledger=FakeLedger(),
        clock=FakeClock(),
    )


def test_a_file_is_named_by_its_object_version():
    ports = ports_with(file_letter("a.csv"))

    (file,) = survey_files(ports)

    assert (file.bucket, file.key, file.version_id) == ("landing", "a.csv", "v1")
    assert (ports.files.count(), ports.files.held) == (1, set())


def test_files_go_back_in_their_order():
    letters = [file_letter(f"{number}.csv") for number in range(12)]
    ports = ports_with(*letters)

    done = list(redrive_files(ports))

    assert {file.where for file in done} == {Where.MOVED}
    assert ports.charges.sent == letters
    assert ports.files.count() == 0


@pytest.mark.parametrize("body", ["not json", "[]", '{"detail": 1}', '{"detail": {"bucket": {}}}'])
def test_what_is_no_dropped_file_stays(body):
    ports = ports_with(letter(body), file_letter("a.csv"))

    done = list(redrive_files(ports))

    assert [file.where for file in done] == [Where.NOT_A_FILE, Where.MOVED]
    assert ports.files.waiting == [letter(body)]
    assert ports.files.held == set()


def test_a_failed_send_ends_it_and_the_rest_is_shown_again():
    ports = ports_with(file_letter("a.csv"), file_letter("b.csv"))
    ports.charges.faults.append(RetryableError("queue a file: ServiceUnavailable"))

    with pytest.raises(RetryableError):
        list(redrive_files(ports))

    assert (ports.files.count(), ports.files.held) == (2, set())


def test_a_file_whose_letter_is_not_deleted_says_so():
    ports = ports_with(file_letter("a.csv"))
    ports.files.stuck = {"a.csv"}

    (file,) = redrive_files(ports)

    assert file.where is Where.NOT_DELETED
