"""The commands that stop sending, let it go on, and decide about runs."""

import argparse
import io

import pytest
from rich.console import Console

from receipts.cli import go_on, pause, run_deciding, standing
from receipts.cli.pause_words import WORDS
from receipts.cli.supporting import Desk
from receipts.model import SendingAccount
from receipts.pause import Pause, Switch
from receipts.reasons import Reason
from receipts.support.run_decisions import RunWhat
from tests.builders import ALICE, BOB, NOW, charges_csv, stack
from tests.fakes import FakeWorld
from tests.working import drop, work

RUN = "d" * 32


def run(command, world: FakeWorld, *, parameters=None, **asked: object) -> tuple[int, str]:
    """A command's exit code, and what it printed."""
    arguments = argparse.Namespace(**{"yes": True} | asked)
    console = Console(file=io.StringIO(), width=500)
    desk = Desk(stack(**(parameters or {})), world.support)
    return command(arguments, console, desk=desk), console.file.getvalue()


def decide(what: RunWhat, world: FakeWorld, run_id: str, **asked: object) -> tuple[int, str]:
    def command(*told, **kept):
        return run_deciding.decided_run(what, *told, **kept)

    return run(command, world, run_id=run_id, **asked)


def paused_by(reason: Reason, **changes: object) -> FakeWorld:
    world = FakeWorld()
    world.switch.stands = Switch(Pause(reason=reason, since=NOW, **changes), version=1)
    return world


def test_pause_stops_everything_until_continue():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    bodies = world.queue.take()

    code, printed = run(pause.paused, world)
    stopped = work(world, bodies)
    run(go_on.continued, world)
    failed = work(world, bodies)

    assert (code, stopped, failed) == (0, ["0"], [])
    assert "Done: paused." in printed
    assert len(world.mailer.sent) == 1


def test_pause_says_who_paused_before():
    world = paused_by(Reason.PERSON, by="arn:kim")

    code, printed = run(pause.paused, world)

    assert code == 1
    assert "arn:kim" in printed


def test_a_person_takes_over_what_would_go_on_by_itself():
    world = paused_by(Reason.QUOTA)

    code, _ = run(pause.paused, world)

    assert code == 0
    assert world.switch.stands.pause.reason is Reason.PERSON


def test_continue_where_nothing_is_paused_does_nothing():
    world = FakeWorld()

    code, printed = run(go_on.continued, world)

    assert (code, "not paused" in printed) == (1, True)
    assert list(world.audit.keys("decisions/")) == []


def test_continue_after_a_bad_list_releases_the_brake_of_that_run():
    world = paused_by(Reason.BRAKE, run_id=RUN)

    code, printed = run(go_on.continued, world)

    assert code == 0
    assert f"run {RUN} included" in printed
    assert world.runs.find(RUN).brake_off
    assert world.switch.stands.pause is None


def test_a_pause_that_changed_meanwhile_stays_and_so_does_the_brake(monkeypatch):
    world = paused_by(Reason.BRAKE, run_id=RUN)
    stronger = Switch(Pause(reason=Reason.PERSON, since=NOW), version=2)

    def answer_late(_: str) -> str:
        world.switch.stands = stronger
        return "y"

    monkeypatch.setattr("builtins.input", answer_late)

    code, printed = run(go_on.continued, world, yes=False)

    assert (code, world.switch.stands) == (1, stronger)
    assert "nothing was done" in printed
    assert not world.runs.find(RUN).brake_off


@pytest.mark.parametrize("answer", ["", "n"])
def test_without_a_yes_nothing_is_done(answer, monkeypatch):
    world = FakeWorld()
    monkeypatch.setattr("builtins.input", lambda _: answer)

    code, printed = run(pause.paused, world, yes=False)

    assert (code, world.switch.stands.pause) == (1, None)
    assert "Nothing was done." in printed


def test_each_pause_and_continuation_is_noted_with_who_did_it():
    world = FakeWorld()

    run(pause.paused, world)
    world.clock.sleep(1)
    run(go_on.continued, world)

    first, second = (world.audit.objects[key].decode() for key in world.audit.keys("decisions/"))
    assert '"what": "pause"' in first
    assert '"what": "continue"' in second
    assert "Support/kim" in first
    assert "Support/kim" in second


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_to_pause_has_words_that_say_what_to_do(reason):
    assert WORDS[reason].count(".") >= 2


def test_ending_a_run_shows_it_first_and_says_what_it_means():
    world = FakeWorld()
    (made,) = drop(world, charges_csv(ALICE, BOB))

    code, printed = decide(RunWhat.END, world, made.run_id[:8])

    assert code == 0
    assert f"Run {made.run_id}" in printed
    assert "USD 15.50 billed" in printed
    assert "2 receipts are not out yet, and will not be sent" in printed


def test_approving_says_when_the_last_receipt_will_be_out():
    world = FakeWorld()
    (made,) = drop(world, charges_csv(ALICE, BOB))

    code, printed = decide(
        RunWhat.APPROVE, world, made.run_id, parameters={"RequireApproval": "true"}
    )

    assert code == 0
    assert "Done: 2 queued." in printed
    assert "the last one will be out about 2026-11-23 03:00 UTC" in printed


@pytest.mark.parametrize(
    ("run_id", "words"), [("0" * 32, "There is no run"), ("", "Several runs begin with")]
)
def test_a_run_that_is_not_one_is_said(run_id, words):
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    drop(world, charges_csv(BOB), version="v2")

    code, printed = decide(RunWhat.END, world, run_id)

    assert (code, words in printed) == (1, True)


def test_how_a_stack_stands_is_told_with_what_waits_and_what_a_person_should_decide():
    world = paused_by(Reason.QUOTA)
    drop(world, charges_csv(ALICE, BOB))
    told = Desk(
        stack(InDoubtHours="24", Environment="trial", RedirectAllMailTo="you@example.com"),
        world.support,
    )

    lines = "\n".join(standing.in_words(told))

    assert "PAUSED since 2026-11-23 03:00 UTC by the pipeline (daily_quota)." in lines
    assert "every mail goes to you@example.com" in lines
    assert "2 on the queue" in lines
    assert "In doubt for more than 24 hours: 0" in lines


def test_a_forecast_of_more_than_a_week_is_a_warning():
    world = FakeWorld()
    drop(world, charges_csv(*(ALICE.replace("C1", f"C{n}") for n in range(30))))
    sandbox = SendingAccount(is_sending=True, is_verified=True, quota=2, sent=0)
    world.desk.account = sandbox

    lines = "\n".join(standing.in_words(Desk(stack(InDoubtHours="24"), world.support)))

    assert "more than a week" in lines
