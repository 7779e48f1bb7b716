"""When a list is so bad that a person has to look."""

from dataclasses import replace

import pytest

from receipts.brake import RunMarks, Tally, counted, is_bad
from receipts.ledger import State
from tests.builders import LIMITS, NOW, RUN


def marks(outcomes: int, bounced: int = 0, complained: int = 0) -> RunMarks:
    tally = Tally(outcomes=outcomes, bounced=bounced, complained=complained)
    return RunMarks(run_id=RUN, tally=tally)


@pytest.mark.parametrize(
    ("seen", "bad"),
    [
        pytest.param(marks(100), False, id="all well"),
        pytest.param(marks(9, bounced=9), False, id="nine bounces prove nothing"),
        pytest.param(marks(10, bounced=10), True, id="ten of ten do"),
        pytest.param(marks(200, bounced=10), False, id="exactly the limit of 5 %"),
        pytest.param(marks(199, bounced=10), True, id="just beyond it"),
        pytest.param(marks(2, complained=2), False, id="two complaints prove nothing"),
        pytest.param(marks(2_999, complained=3), True, id="three of 2,999 are beyond 0.1 %"),
        pytest.param(marks(3_000, complained=3), False, id="exactly 0.1 %"),
        pytest.param(marks(3_000, bounced=100, complained=3), False, id="both below"),
        pytest.param(marks(100, bounced=5, complained=3), True, id="complaints alone"),
    ],
)
def test_a_share_beyond_its_limit_is_bad_once_there_are_enough(seen, bad):
    assert is_bad(seen, LIMITS) is bad


@pytest.mark.parametrize(
    "decided",
    [{"brake_off": True}, {"ended_by": "kim", "ended_at": NOW}],
    ids=["let go on", "ended"],
)
def test_what_a_person_decided_about_a_run_is_not_asked_again(decided):
    bad = marks(100, bounced=100, complained=100)

    assert is_bad(bad, LIMITS)
    assert not is_bad(replace(bad, **decided), LIMITS)


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        (None, State.SENT, Tally()),
        (State.SENDING, State.SENT, Tally()),
        (None, State.DELIVERED, Tally(outcomes=1)),
        (State.SENT, State.DELIVERED, Tally(outcomes=1)),
        (State.SENT, State.REJECTED, Tally(outcomes=1)),
        (State.IN_DOUBT, State.BOUNCED, Tally(outcomes=1, bounced=1)),
        (State.DELIVERED, State.BOUNCED, Tally(bounced=1)),
        (State.SENT, State.COMPLAINED, Tally(outcomes=1, complained=1)),
        (State.DELIVERED, State.COMPLAINED, Tally(complained=1)),
        (State.BOUNCED, State.COMPLAINED, Tally(complained=1)),
    ],
)
def test_each_mail_is_one_outcome_however_many_steps_it_makes(before, after, adds):
    assert counted(before, after) == adds


@pytest.mark.parametrize(
    ("tally", "anything"),
    [
        (Tally(), False),
        (Tally(outcomes=1), True),
        (Tally(bounced=1), True),
        (Tally(complained=1), True),
    ],
)
def test_a_tally_of_nothing_is_false(tally, anything):
    assert bool(tally) is anything


def test_tallies_add_up_part_by_part():
    one, other = Tally(outcomes=1, bounced=2, complained=3), Tally(outcomes=10, bounced=20)

    assert one + other == Tally(outcomes=11, bounced=22, complained=3)
