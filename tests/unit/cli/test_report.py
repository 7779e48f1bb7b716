import argparse
import io
import webbrowser

import pytest
from rich.console import Console

from receipts import keys
from receipts.cli import report, supporting
from receipts.cli.main import EX_USAGE, main
from receipts.errors import ConfigError
from receipts.report.service import write_reports
from tests.builders import REPORTING, stack
from tests.fakes import FakeWorld
from tests.unit.report.months import MONTH, RECONCILED, billed, receipt_ids, reconciled, rows


def saved(world: FakeWorld, run_id: str, out=None, **changes: object) -> tuple[int, str]:
    asked = {"run_id": run_id, "out": out, "open": False, "as_of": None} | changes
    console = Console(file=io.StringIO(), width=500)
    desk = supporting.Desk(stack(), world.support)
    code = report.saved(argparse.Namespace(**asked), console, desk=desk)
    return code, console.file.getvalue()


def test_the_page_that_was_written_with_the_run_is_saved_for_its_owner_alone(tmp_path):
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    write_reports([(MONTH, run.run_id)], world.audit, REPORTING)
    out = tmp_path / "report.html"

    code, said = saved(world, run.run_id[:8], out)

    key = keys.report_key(billing_period=MONTH, run_id=run.run_id)
    assert code == 0
    assert str(out) in said
    assert out.read_bytes() == world.audit.get(key)
    assert out.stat().st_mode & 0o077 == 0


def test_without_one_it_is_made_and_named_by_month_and_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))

    saved(world, run.run_id)

    assert run.run_id in (tmp_path / f"report-{MONTH}-{run.run_id[:8]}.html").read_text()


def test_it_opens_in_the_browser_when_asked(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    out = tmp_path / "report.html"

    saved(world, run.run_id, out, open=True)

    assert opened == [out.as_uri()]


def test_what_is_there_is_not_overwritten(tmp_path):
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    out = tmp_path / "signed.html"
    out.write_text("signed")

    with pytest.raises(ConfigError, match="there already"):
        saved(world, run.run_id, out)

    assert out.read_text() == "signed"


@pytest.mark.parametrize("as_of", ["now", RECONCILED])
def test_it_is_issued_again_as_of_a_time(tmp_path, as_of):
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    (receipt_id,) = receipt_ids(world, run).values()
    reconciled(world, (receipt_id, "delivered"))
    world.clock.time = RECONCILED.replace(day=30)

    code, _ = saved(world, run.run_id, tmp_path / "again.html", as_of=as_of)

    assert code == 0
    assert "As of 2026-11-24 05:00 UTC." in (tmp_path / "again.html").read_text()


def test_as_of_a_day_it_is_named_by_the_day_beside_the_one_of_the_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    (receipt_id,) = receipt_ids(world, run).values()
    reconciled(world, (receipt_id, "delivered"))
    world.clock.time = RECONCILED.replace(day=30)

    saved(world, run.run_id)
    saved(world, run.run_id, as_of="now")

    name = f"report-{MONTH}-{run.run_id[:8]}"
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}.html",
        f"{name}-as-of-2026-11-30.html",
    }


def test_the_very_same_may_be_saved_again(tmp_path):
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))
    out = tmp_path / "report.html"

    codes = [saved(world, run.run_id, out)[0] for _ in range(2)]

    assert codes == [0, 0]


def test_a_month_that_nobody_reconciled_has_none_as_of_now(tmp_path):
    world = FakeWorld()
    run = billed(world, rows("C1 A 1 USD"))

    code, said = saved(world, run.run_id, tmp_path / "x.html", as_of="now")

    assert code == 1
    assert "was not reconciled" in said
    assert not (tmp_path / "x.html").exists()


def test_a_run_that_nobody_knows_and_one_of_several_are_said(tmp_path):
    world = FakeWorld()
    billed(world, rows("C1 A 1 USD"))
    billed(world, rows("C2 A 1 USD"))

    assert saved(world, "0" * 8)[0] == 1
    code, said = saved(world, "")

    assert code == 1
    assert said.startswith("Several runs begin with")


@pytest.mark.parametrize("command", [["report"], ["report", "r", "--as-of", "yesterday"]])
def test_a_wrong_command_line_is_said(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(command)

    assert stopped.value.code == EX_USAGE
