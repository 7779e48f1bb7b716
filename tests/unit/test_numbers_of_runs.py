"""Each judged file has its numbers, and no file fails for want of them."""

import pytest

from receipts.errors import RetryableError
from receipts.model import RunNumbers
from tests.builders import ALICE, BOB, charges_csv
from tests.fakes import FakeWorld
from tests.working import drop

BAD = "C3,Cleo,cleo@example.com,Hosting,not-a-number"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            charges_csv(ALICE, BOB),
            RunNumbers(is_rejected=False, held_share=0, receipts=2),
        ),
        (
            charges_csv(ALICE, BAD),
            RunNumbers(is_rejected=False, held_share=0.5, receipts=1),
        ),
        (b"no,charges\n", RunNumbers(is_rejected=True, held_share=0, receipts=0)),
    ],
)
def test_a_judged_file_is_told_in_numbers(data, expected):
    world = FakeWorld()

    drop(world, data)

    assert world.run_gauges.shown == [expected]


def test_a_file_is_billed_although_its_numbers_cannot_be_published(monkeypatch, caplog):
    world = FakeWorld()

    def show(run: RunNumbers) -> None:
        raise RetryableError("publish a job's numbers: ThrottlingException")

    monkeypatch.setattr(world.run_gauges, "show", show)

    (run,) = drop(world, charges_csv(ALICE))

    assert len(world.queue.sent) == 1
    (said,) = (record for record in caplog.records if record.message == "no_numbers")
    assert said.run_id == run.run_id
