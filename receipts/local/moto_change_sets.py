"""Change sets as CloudFormation makes them, where moto.cloudformation forgets half of a stack.

A stack that a change set makes has no outputs in moto, a change of parameters changes nothing, and
what a resource type cannot change is lost with its ids. Here what is new is added, and the types of
`_CHANGEABLE` are changed; any other change of a resource is refused before anything is done, as a
failure.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlparse

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import (
    Change,
    ChangeSet,
    CloudFormationBackend,
    Event,
    Stack,
)
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudformation.utils import get_stack_from_s3_url as read_from_s3
from moto.s3.models import s3_backends

from receipts.local import moto_imports

#: Besides whatever is added; by type, as a person says it.
_CHANGEABLE = {
    "AWS::Lambda::Function": "functions",
    "AWS::Lambda::EventSourceMapping": "what feeds them",
    "AWS::Glue::Job": "jobs",
    "AWS::CloudWatch::Alarm": "alarms",
    "AWS::CloudWatch::Dashboard": "dashboards",
    "AWS::S3::BucketPolicy": "policies of buckets",
    "AWS::SQS::Queue": "queues",
}
_UNCHANGED = (
    "The submitted information didn't contain changes. Submit different information to create a"
    " change set."
)


@contextmanager
def completed() -> Iterator[None]:
    """While open, `receipts deploy` and `aws cloudformation deploy` leave a whole stack."""
    create = CloudFormationBackend.create_change_set

    def create_change_set(
        self: CloudFormationBackend, stack_name: str, **told: Any
    ) -> tuple[str, str]:
        if told["change_set_type"] != "UPDATE":
            _forget_unmade(self, stack_name)
        made, stack = create(self, stack_name=stack_name, **told)
        _work_out(self.change_sets[made])
        return made, stack

    def execute_change_set(
        self: CloudFormationBackend, change_set_name: str, stack_name: str | None = None
    ) -> None:
        change_set = self.describe_change_set(change_set_name)
        if change_set is None or change_set.execution_status != "AVAILABLE":
            raise ValidationError(message=f"ChangeSet {change_set_name} cannot be executed")
        _carry_out(self.stacks[change_set.stack_id], change_set)

    with (
        patch.object(CloudFormationBackend, "create_change_set", create_change_set),
        patch.object(CloudFormationBackend, "execute_change_set", execute_change_set),
        patch("moto.cloudformation.responses.get_stack_from_s3_url", _template_at),
        _nothing_to_change_is_no_error(),
        moto_imports.completed(),
    ):
        yield


@contextmanager
def _nothing_to_change_is_no_error() -> Iterator[None]:
    """For UpdateStack it is one, at once; a change set is made, and fails."""
    validate = CloudFormationResponse._validate_different_update

    def validate_different_update(self: CloudFormationResponse, *told: Any) -> None:
        if self._get_action() != "CreateChangeSet":
            validate(self, *told)

    with patch.object(
        CloudFormationResponse, "_validate_different_update", validate_different_update
    ):
        yield


def _template_at(template_url: str, account_id: str, partition: str) -> str:
    """moto reads a bucket's name out of AWS's host names only."""
    url = urlparse(template_url)
    if not url.netloc.startswith("127.0.0.1"):
        return read_from_s3(template_url, account_id, partition)
    bucket, _, key = url.path.lstrip("/").partition("/")
    found = s3_backends[account_id][partition].get_object(bucket, key)
    if found is None:
        raise ValidationError(message=f"S3 error: there is no {key} in {bucket}")
    return str(found.value.decode("utf-8"))


def _forget_unmade(backend: CloudFormationBackend, name: str) -> None:
    """A stack may be asked for again while it was never made, and only then."""
    for stack in [stack for stack in backend.stacks.values() if stack.name == name]:
        if stack.status != "REVIEW_IN_PROGRESS":
            raise ValidationError(message=f"Stack [{name}] already exists")
        del backend.stacks[stack.stack_id]


def _work_out(change_set: ChangeSet) -> None:
    if change_set.change_set_type != "UPDATE":
        return
    stack = change_set.stack
    before = {name: str(value) for name, value in stack.stack_parameters.items()}
    after = before | {name: str(value) for name, value in change_set.parameters.items()}
    changed = {name for name, value in after.items() if before.get(name) != value}
    # Only what differs: moto reads numbers, and takes a number and its text for a change.
    told = {name: after[name] for name in changed}
    change_set.parameters = {**stack.resource_map.input_parameters, **told}
    names = stack.resource_map.build_resource_diff(change_set.template_dict, change_set.parameters)
    change_set.changes = [
        Change(action, name, _type(name, change_set))
        for action, group in names.items()
        for name in group
    ]
    if not changed and stack.has_template(change_set.template):
        change_set.status, change_set.execution_status = "FAILED", "UNAVAILABLE"
        change_set.status_reason = _UNCHANGED
    else:
        change_set.status, change_set.execution_status = "CREATE_COMPLETE", "AVAILABLE"
        change_set.status_reason = None


def _type(name: str, change_set: ChangeSet) -> str:
    for template in (change_set.template_dict, change_set.stack.template_dict):
        if name in template.get("Resources", {}):
            return str(template["Resources"][name]["Type"])
    raise KeyError(name)


def _carry_out(stack: Stack, change_set: ChangeSet) -> None:
    change_set.execution_status = "EXECUTE_COMPLETE"
    if change_set.change_set_type == "CREATE":
        _create(stack, change_set)
    elif change_set.change_set_type == "IMPORT":
        moto_imports.carry_out(stack, change_set)
    elif stuck := [each for each in change_set.changes if not _can(each)]:
        _refuse(stack, stuck[0])
    else:
        stack.update(change_set.template, parameters=change_set.parameters)


def _create(stack: Stack, change_set: ChangeSet) -> None:
    stack._add_stack_event("CREATE_IN_PROGRESS", resource_status_reason="User Initiated")
    stack.template, stack.parameters = change_set.template, change_set.parameters
    stack._parse_template()
    stack.status = "CREATE_IN_PROGRESS"
    # Aside: whoever looks at a stack's outputs makes the resources that they name.
    made = stack._create_resource_map()
    made.create(stack.template_dict)
    stack.resource_map = made
    stack.output_map = stack._create_output_map()
    stack.mark_creation_complete()


def _can(change: Change) -> bool:
    changes = change.action == "Modify" and change.resource_type in _CHANGEABLE
    return changes or change.action == "Add"


def _refuse(stack: Stack, change: Change) -> None:
    """Like a change that AWS takes back."""
    failed = Event(
        stack_id=stack.stack_id,
        stack_name=stack.name,
        logical_resource_id=change.logical_resource_id,
        physical_resource_id="",
        resource_type=change.resource_type,
        resource_properties=None,
        resource_status="UPDATE_FAILED",
        resource_status_reason=(
            f"The embedded AWS changes only {', '.join(_CHANGEABLE.values())}: it cannot"
            f" {change.action.lower()} this"
        ),
    )
    stack._add_stack_event("UPDATE_IN_PROGRESS", resource_status_reason="User Initiated")
    stack.events.append(failed)
    stack._add_stack_event("UPDATE_ROLLBACK_COMPLETE")
    stack.status = "UPDATE_ROLLBACK_COMPLETE"
