import argparse
import io
from datetime import timedelta

import pytest
from rich.console import Console

from receipts import messages
from receipts.cli import dlq
from receipts.cli.letters import print_decisions, print_files, print_letters
from receipts.cli.main import EX_USAGE, main
from receipts.errors import RetryableError
from receipts.ledger import State
from receipts.model import ReceiptMessage
from receipts.port_bundles import RedrivePorts
from receipts.redrive.decide import Decision, Handled, Request
from receipts.redrive.files import WaitingFile, Where
from tests.builders import NOW, entry, letter, message
from tests.fakes import FakeAudit, FakeClock, FakeLedger, FakeQueue
from tests.fakes_of_queues import FakeCharges, FakeLetters

LATER = NOW + timedelta(days=2, hours=3)


def console() -> Console:
    return Console(file=io.StringIO(), width=60)


def said(on: Console) -> str:
    return on.file.getvalue()


def handled(decision: Decision, cause: str | None = None, pointer: ReceiptMessage | None = None):
    return Handled(letter("secret@example.com", cause=cause), pointer or message(), decision)


def ports(*waiting, files=(), charges=None) -> RedrivePorts:
    return RedrivePorts(
        letters=FakeLetters(list(waiting)),
        queue=FakeQueue(),
        files=FakeLetters(list(files)),
        charges=charges or FakeCharges(),
        audit=FakeAudit(),
        ledger=FakeLedger(),
        clock=FakeClock(LATER),
    )


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    dlq.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["redrive", "--max-rate", "0"],
        ["redrive", "--cause", "other"],
        ["redrive", "--cause", "none", "--charges"],
    ],
)
def test_a_wrong_command_line_has_an_exit_code_of_its_own(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["dlq", *words])

    assert stopped.value.code == EX_USAGE
    assert "usage:" in capsys.readouterr().err


def test_the_list_counts_by_cause_and_names_months_and_age_but_nobody():
    on = console()
    found = [
        handled(Decision.MOVE, "refused_by_ses"),
        handled(Decision.ALREADY_SENT, "refused_by_ses"),
        handled(Decision.IN_DOUBT),
    ]

    print_letters(found, on, now=LATER)

    rows = [line.split() for line in said(on).splitlines()]
    assert ["refused_by_ses", "2", "1", "1", "0"] in rows
    assert ["none", "1", "0", "0", "1"] in rows
    assert "Months: 2024-09" in said(on)
    assert "Oldest: 2 d 3 h" in said(on)
    assert "in doubt: 2024-09, customer_key cccccccc…, cause none" in said(on)
    assert "example.com" not in said(on)
    assert "c" * 9 not in said(on)


@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize("done", [True, False])
def test_every_decision_has_words(decision, done):
    on = console()

    print_decisions([handled(decision)], on, done=done)

    assert "1" in said(on)
    assert ("stays" in said(on)) is (
        decision not in (Decision.MOVE, Decision.ALREADY_SENT, Decision.SUPERSEDED)
    )


def test_many_in_doubt_are_named_up_to_twenty():
    on = console()

    print_decisions([handled(Decision.CONFLICT)] * 25, on, done=False)

    assert said(on).count("customer_key") == 20
    assert "… and 5 more" in said(on)


def test_a_file_is_named_by_bucket_key_and_version():
    on = console()
    long_key = "2024-09/" + "x" * 80 + ".csv"
    file = WaitingFile(letter("event", received=3), Where.WAITS, "landing", long_key, "v1")

    print_files([file], on, now=LATER)

    (row,) = [line.split() for line in said(on).splitlines() if "landing" in line]
    assert row == ["landing", long_key, "v1", "3", "2", "d", "3", "h", "waits"]


@pytest.mark.parametrize(("state", "code"), [(State.SENT, 0), (State.IN_DOUBT, 1)])
def test_the_exit_code_of_a_redrive_says_whether_anything_stays(state, code):
    on, world = console(), ports(letter(messages.to_body(message())))
    world.ledger.rows["2024-09", message().customer_key] = entry(state)

    found = dlq._redrive(arguments("redrive", "--yes"), world, Request(lease=timedelta()), on)

    assert found == code


def test_an_empty_queue_is_fine_and_nobody_is_asked():
    on = console()

    code = dlq._redrive(arguments("redrive"), ports(), Request(lease=timedelta()), on)

    assert code == 0
    assert "No receipt waits" in said(on)


def test_what_was_done_before_an_error_is_told():
    charges = FakeCharges(faults=[RetryableError("queue a file: ServiceUnavailable")])
    event = '{"detail": {"bucket": {"name": "b"}, "object": {"key": "k", "version-id": "v"}}}'
    files = [letter("not ours"), letter(event, group="charges")]
    on = console()

    with pytest.raises(RetryableError):
        dlq._redrive_files(
            arguments("redrive", "--charges", "--yes"), ports(files=files, charges=charges), on
        )

    assert "stays: not the event of a dropped file" in said(on)


def test_files_that_cannot_be_seen_are_told_and_count():
    on, world = console(), ports(files=[letter("a")])
    world.files.held.add("a")

    code = dlq._redrive_files(arguments("redrive", "--charges", "--yes"), world, on)

    assert code == 1
    assert "About 1 more were not seen" in said(on)
