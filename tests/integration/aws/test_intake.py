"""The event source mapping, through botocore's own parser and validation."""

import pytest

from receipts.aws.intake import LambdaIntake
from receipts.errors import PermanentError, RetryableError
from tests.integration.aws.stubs import stubbed

MAPPING = "a1b2c3d4-5717-4562-b3fc-2c963f66afa6"


def intake_in(state: str, *, asked: bool | None) -> tuple[LambdaIntake, object]:
    """`asked`: to what the mapping is expected to be switched; None: not at all."""
    client, stub = stubbed("lambda")
    stub.add_response("get_event_source_mapping", {"State": state}, {"UUID": MAPPING})
    if asked is not None:
        expected = {"UUID": MAPPING, "Enabled": asked}
        stub.add_response("update_event_source_mapping", {"State": "Updating"}, expected)
    return LambdaIntake(client, MAPPING), stub


@pytest.mark.parametrize(("state", "is_open"), [("Enabled", False), ("Disabled", True)])
def test_a_settled_mapping_is_switched_when_it_has_to_be(state, is_open):
    intake, stub = intake_in(state, asked=is_open)

    assert intake.set(is_open=is_open) is True
    stub.assert_no_pending_responses()


@pytest.mark.parametrize(("state", "is_open"), [("Enabled", True), ("Disabled", False)])
def test_a_mapping_that_is_so_already_is_left_alone(state, is_open):
    intake, _ = intake_in(state, asked=None)

    assert intake.set(is_open=is_open) is False


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("state", ["Creating", "Enabling", "Disabling", "Updating", "Deleting"])
def test_a_mapping_that_changes_is_left_alone_until_the_next_look(state, is_open):
    intake, _ = intake_in(state, asked=None)

    assert intake.set(is_open=is_open) is False


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("ServiceException", 500, RetryableError),
        ("ResourceInUseException", 400, RetryableError),
        ("ResourceNotFoundException", 404, PermanentError),
    ],
)
def test_what_lambda_refuses_is_told_with_its_code(code, status, expected):
    client, stub = stubbed("lambda")
    stub.add_response("get_event_source_mapping", {"State": "Enabled"})
    stub.add_client_error(
        "update_event_source_mapping", service_error_code=code, http_status_code=status
    )

    with pytest.raises(expected, match=code):
        LambdaIntake(client, MAPPING).set(is_open=False)
