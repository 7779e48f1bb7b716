"""Whether a stack can be deployed to as it stands."""

import pytest

from receipts.deployment.standing import is_new, lacks_protection
from receipts.errors import ConfigError
from receipts.stacks import Standing


@pytest.mark.parametrize("status", ["REVIEW_IN_PROGRESS", "DELETE_COMPLETE"])
def test_a_stack_that_was_never_made_or_is_gone_is_new(status):
    assert is_new("s", Standing(status=status))


def test_a_stack_that_nobody_knows_is_new():
    assert is_new("s", None)


@pytest.mark.parametrize(
    "status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"]
)
def test_a_stack_that_is_there_is_changed(status):
    assert not is_new("s", Standing(status=status))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("CREATE_IN_PROGRESS", "somebody is at it"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "somebody is at it"),
        ("ROLLBACK_COMPLETE", "delete-stack --stack-name s"),
        ("CREATE_FAILED", "delete-stack --stack-name s"),
        ("DELETE_FAILED", "docs/deploy.md"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback --stack-name s"),
    ],
)
def test_a_stack_that_cannot_be_deployed_to_says_what_to_do(status, words):
    with pytest.raises(ConfigError, match=words):
        is_new("s", Standing(status=status))


@pytest.mark.parametrize(
    ("environment", "is_protected", "lacks"),
    [("prod", False, True), ("prod", True, False), ("trial", False, False)],
)
def test_only_prod_has_to_be_protected_from_deletion(environment, is_protected, lacks):
    standing = Standing(
        status="UPDATE_COMPLETE",
        parameters={"Environment": environment},
        is_protected=is_protected,
    )

    assert lacks_protection(standing) is lacks
