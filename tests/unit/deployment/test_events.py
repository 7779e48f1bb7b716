"""What happened while a stack was made, and what went wrong first."""

import pytest

from receipts.deployment.events import advice, first_failure, in_words, is_over, unseen
from receipts.stacks import Event

STACK = "AWS::CloudFormation::Stack"


def event(
    number: int, status: str, *, name: str = "It", kind: str = "T", reason: str = ""
) -> Event:
    return Event(id=str(number), name=name, kind=kind, status=status, reason=reason)


def test_only_what_was_not_told_yet_is_told_oldest_first():
    newest_first = [event(n, "CREATE_IN_PROGRESS") for n in (4, 3, 2, 1)]

    assert [each.id for each in unseen(newest_first, {"2", "1"})] == ["3", "4"]


@pytest.mark.parametrize(
    ("statuses", "over"),
    [
        ([], False),
        (["UPDATE_IN_PROGRESS"], False),
        (["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"], False),
        (["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"], True),
        (["CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"], True),
        (["UPDATE_ROLLBACK_FAILED"], True),
    ],
)
def test_it_is_over_when_the_stack_itself_says_so(statuses, over):
    happened = [event(n, status, name="s", kind=STACK) for n, status in enumerate(statuses)]
    of_a_resource = event(99, "CREATE_COMPLETE")

    assert is_over("s", [*happened, of_a_resource]) is over


def test_the_first_failure_is_not_one_that_another_caused():
    happened = [
        event(1, "CREATE_IN_PROGRESS"),
        event(2, "CREATE_FAILED", name="Late", reason="Resource creation cancelled"),
        event(3, "CREATE_FAILED", name="Cause", reason="already exists"),
        event(4, "CREATE_FAILED", name="s", reason="The following resource(s) failed to create"),
    ]

    assert first_failure(happened) == happened[2]
    assert first_failure(happened[:2]) == happened[1]
    assert first_failure(happened[:1]) is None


@pytest.mark.parametrize(
    ("reason", "help_"),
    [
        (
            "User is not authorized to perform: iam:CreateRole",
            "docs/deploy.md lists what they need",
        ),
        ("receipts-charges.fifo already exists", "taken over again"),
        ("'MemorySize' value failed to satisfy constraint", "ParserMemory=3008"),
    ],
)
def test_a_known_reason_comes_with_what_to_do(reason, help_):
    failed = event(1, "CREATE_FAILED", reason=reason)

    first, second = advice(failed)

    assert first == f"It (T) failed: {reason}"
    assert help_ in second


def test_a_reason_nobody_knows_is_told_as_it_is():
    assert list(advice(event(1, "CREATE_FAILED", reason="Odd"))) == ["It (T) failed: Odd"]


def test_reasons_are_told_of_failures_only():
    assert in_words(event(1, "CREATE_IN_PROGRESS", reason="User Initiated")).endswith("It (T)")
    assert in_words(event(1, "CREATE_FAILED", reason="Odd")).endswith("It (T): Odd")
