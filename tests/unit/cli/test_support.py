import argparse
import io
import re
from datetime import timedelta

import pytest
from rich.console import Console

from receipts.balance.service import reconcile_month
from receipts.cli import resolve, show, supporting
from receipts.cli.main import EX_USAGE, main
from receipts.ledger import State
from receipts.support.decide import What
from tests.builders import ALICE, BOB, charges_csv, stack
from tests.fakes import FakeWorld
from tests.unit.support.test_service import MONTH, doubted
from tests.working import drop, work


def decided(world: FakeWorld, what: What, **changes: object) -> tuple[int, str]:
    asked = {"customer": "C1", "period": MONTH, "yes": True} | changes
    console = Console(file=io.StringIO(), width=500)
    desk = supporting.Desk(stack(), world.support)
    code = supporting.decided(what, argparse.Namespace(**asked), console, desk=desk)
    return code, console.file.getvalue()


def told(world: FakeWorld, what: str, period: str | None = None) -> str:
    found = show.look(what, period, ports=world.support)
    return "\n".join(show.told(what, found)) if found else ""


@pytest.mark.parametrize(
    "command",
    [
        ["approve"],
        ["end"],
        ["emit"],
        ["show", "C1", "--period", "2024-13"],
        ["resolve", "C1", MONTH],
        ["resolve", "C1", MONTH, "--sent", "--send-again"],
        ["resend", "C1"],
    ],
)
def test_a_wrong_command_line_is_said(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(command)

    assert stopped.value.code == EX_USAGE


def test_where_nobody_can_be_asked_nothing_is_done_without_yes(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO())

    code = main(["resolve", "C1", MONTH, "--sent"])

    assert code == EX_USAGE
    assert "--yes" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "state"), [("", "IN_DOUBT"), ("n", "IN_DOUBT"), ("y", "SENT")])
def test_only_a_yes_is_a_yes(answer, state, monkeypatch):
    world = doubted()
    monkeypatch.setattr("builtins.input", lambda _: answer)

    code, printed = decided(world, What.RESOLVE_SENT, yes=False)

    assert (code, world.ledger.only().state) == (int(answer != "y"), state)
    assert "It is IN_DOUBT since 2026-11-23 03:00 UTC." in printed


def test_a_refusal_says_why_and_changes_nothing():
    world = doubted()
    before = world.ledger.only()

    code, printed = decided(world, What.RESEND)

    assert (code, world.ledger.only()) == (1, before)
    assert "`receipts resolve` comes first" in printed


def test_a_customer_is_shown_from_the_file_to_the_mail():
    world = doubted()
    decided(world, What.RESOLVE_SEND_AGAIN)
    work(world)

    printed = told(world, "C1")

    receipt_id = world.ledger.only().receipt_id
    for words in (
        "Customer C1",
        "2024-09: receipt number 2024-09-",
        "ledger: SENT since 2026-11-23 03:00:01 UTC, attempt 2, revision 1",
        f"receipt {receipt_id}: sent (the one in the ledger)",
        "USD 10.00 billed, 10 exactly, 1 line, to alice@example.com",
        "s3://landing/2024-09/charges.csv version v1",
        f"mail mails/billing_period=2024-09/{receipt_id}-2.eml.gz",
        "Support/kim decided resolve_send_again on IN_DOUBT",
    ):
        assert words in printed


def test_a_held_customer_is_shown_with_the_line_to_mend():
    world = FakeWorld()
    drop(world, charges_csv(ALICE, BOB.replace("5.50", "$5.50")))

    printed = told(world, "C2", MONTH)

    assert "held back" in printed
    assert "line 3, charges: charges_not_a_number ('$5.50'): " in printed
    assert "no mail was ever begun" in printed


def test_a_month_and_a_run_are_shown_in_counts():
    world = doubted()
    (run,) = drop(world, charges_csv(ALICE, BOB), version="v2")
    work(world)

    month, by_run = told(world, MONTH), told(world, run.run_id[:8])

    assert "Receipts: 1 in doubt, 1 sent" in month
    assert f"Ledger: 1 {State.IN_DOUBT}, 1 {State.SENT}" in month
    assert "IN_DOUBT   2024-09-" in month
    assert "2 rows, 2 customers: 2 receipts, 0 held" in by_run
    assert "version v2: 1 queued" in by_run


def test_with_a_period_everything_is_a_customer():
    world = FakeWorld()
    drop(world, charges_csv(ALICE.replace("C1", "2024-09")))

    assert told(world, "2024-09", MONTH).startswith("Customer 2024-09")


@pytest.mark.parametrize("what", ["C9", "2025-01", "0" * 32])
def test_what_nobody_knows_is_not_found(what):
    assert show.look(what, None, ports=doubted().support) is None


def test_the_help_of_resolve_names_both_answers(capsys):
    with pytest.raises(SystemExit):
        main(["resolve", "--help"])

    printed = capsys.readouterr().out
    assert "--sent" in printed
    assert "--send-again" in printed
    assert resolve.HELP.partition("\n")[0] in printed


def test_a_month_that_was_reconciled_says_what_is_missing_and_held():
    world = FakeWorld()
    drop(world, charges_csv(ALICE, "C3,Cleo,cleo@example.com,Hosting,not-a-number"))
    world.queue.sent.clear()
    world.clock.sleep(timedelta(days=2).total_seconds())
    before = told(world, MONTH)

    reconcile_month(MONTH, ports=world.reconcile, grace=timedelta(days=1))

    assert "Reconciled" not in before
    assert re.search(r"Reconciled \S+ \S+ UTC: 1 held, 1 missing", told(world, MONTH))
