"""What a change set may do without a word of its own."""

import pytest

from receipts.deployment.changes import in_words, refusal, unasked
from receipts.stacks import Action, Change

BUCKET, TABLE, ROLE = "AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::IAM::Role"


def change(action: Action, kind: str = BUCKET, **more: object) -> Change:
    return Change(name="It", kind=kind, action=action, **more)


@pytest.mark.parametrize(
    ("done", "needs_a_word"),
    [
        (change(Action.ADD), False),
        (change(Action.CHANGE), False),
        (change(Action.REPLACE), True),
        (change(Action.MAY_REPLACE), True),
        (change(Action.REMOVE), True),
        (change(Action.REMOVE, TABLE), True),
        (change(Action.REMOVE, "AWS::SQS::Queue"), True),
        (change(Action.REPLACE, "AWS::KMS::Key"), True),
        (change(Action.REPLACE, "AWS::Logs::LogGroup"), True),
        (change(Action.REPLACE, ROLE), False),
        (change(Action.REMOVE, ROLE), False),
        (change(Action.REMOVE, ROLE, is_kept=True), True),
    ],
    ids=lambda each: f"{each.action} {each.kind}" if isinstance(each, Change) else None,
)
def test_only_what_holds_data_needs_a_word_before_it_is_replaced_or_removed(done, needs_a_word):
    assert unasked([done], allowed=[]) == ([done] if needs_a_word else [])


def test_the_word_is_the_name_of_that_resource():
    lost = change(Action.REPLACE)

    assert unasked([lost], allowed=["It"]) == []
    assert unasked([lost], allowed=["Another"]) == [lost]


def test_a_refusal_says_what_becomes_of_the_old_one():
    words = "\n".join(refusal([change(Action.REMOVE), change(Action.REPLACE, TABLE, is_kept=True)]))

    assert "remove It (AWS::S3::Bucket). The old one is deleted with what is in it." in words
    assert "replace It (AWS::DynamoDB::Table). The old one stays, out of the stack." in words
    assert "--allow-replacing" in words


def test_a_new_stack_is_told_by_kinds():
    added = [change(Action.ADD), change(Action.ADD), change(Action.ADD, TABLE)]

    assert list(in_words(added, is_new=True)) == [
        "3 resources are made:",
        "  +   1 AWS::DynamoDB::Table",
        "  +   2 AWS::S3::Bucket",
    ]


def test_an_update_is_told_by_resource_the_worst_last():
    done = [
        change(Action.REMOVE, is_kept=True),
        change(Action.REPLACE, TABLE),
        change(Action.CHANGE, ROLE, properties=("Policies", "Tags")),
    ]

    assert list(in_words(done, is_new=False)) == [
        "3 resources change:",
        "  ~ change      It (AWS::IAM::Role): Policies, Tags",
        "  ! REPLACE     It (AWS::DynamoDB::Table)",
        "  - REMOVE      It (AWS::S3::Bucket) (the old one stays)",
    ]
