"""What finance reads of a reconciled month."""

import io

import pytest
from rich.console import Console

from receipts.cli import reconcile
from receipts.cli.main import EX_USAGE, main
from receipts.reconciliation.fate import Fate
from receipts.reconciliation.words import CLASSES
from tests.builders import ALICE, BOB, charges_csv
from tests.fakes import FakeWorld
from tests.unit.balance.months import MONTH, reconciled
from tests.working import drop, work


def printed(world: FakeWorld) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=500)
    code = reconcile.told(reconciled(world), console)
    return code, console.file.getvalue()


def test_a_whole_month_is_told_in_sums_that_add_up():
    world = FakeWorld()
    drop(world, charges_csv(ALICE, BOB))
    work(world)

    code, text = printed(world)

    assert code == 0
    assert "2 sent: SES has it, and no word of its delivery yet." in text
    row = next(line for line in text.splitlines() if line.startswith(" USD"))
    assert row.split() == ["USD", "15.5", "15.5", "0", "0", "0"]
    assert "All that was billed is out." in text


def test_what_is_open_is_told_with_what_to_do():
    world = FakeWorld()
    drop(world, charges_csv(ALICE, BOB.replace("5.50", "five")))
    work(world)

    code, text = printed(world)

    assert code == 1
    assert "1 held: rows with problems, so there is no receipt. Mend the rows" in text
    assert "Something is open." in text


def test_a_month_that_does_not_fit_is_told_by_its_key_and_without_sums():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    (key,) = world.audit.keys("receipts/")
    del world.audit.objects[key]

    code, text = printed(world)

    assert code == 70
    assert f"Nobody can say what {MONTH} comes to:" in text
    assert key in text
    assert "USD" not in text


def test_every_class_has_words_and_what_is_open_has_something_to_do():
    settled = {Fate.DELIVERED, Fate.SENT, Fate.COMPLAINED, Fate.SUPERSEDED, Fate.ENDED}

    idle = {fate for fate, (_, to_do) in CLASSES.items() if not to_do}

    assert CLASSES.keys() == set(Fate)
    assert idle == settled | {Fate.NOT_MAILED}


@pytest.mark.parametrize("command", [["reconcile"], ["reconcile", "2024-13"], ["verify", "C1"]])
def test_a_wrong_command_line_is_said(command):
    with pytest.raises(SystemExit) as stopped:
        main(command)

    assert stopped.value.code == EX_USAGE
