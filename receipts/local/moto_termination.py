"""Termination protection, which moto.cloudformation keeps and neither changes nor honours."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult


@contextmanager
def completed() -> Iterator[None]:
    """While open, a stack that is protected is not deleted."""
    delete = CloudFormationBackend.delete_stack

    def delete_stack(self: CloudFormationBackend, name_or_stack_id: str) -> None:
        for stack in self.stacks.values():
            named = name_or_stack_id in (stack.name, stack.stack_id)
            if named and stack.enable_termination_protection:
                # In AWS's own words.
                raise ValidationError(
                    message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection"
                    " is enabled"
                )
        delete(self, name_or_stack_id)

    with (
        patch.object(CloudFormationBackend, "delete_stack", delete_stack),
        patch.object(
            CloudFormationResponse,
            "update_termination_protection",
            _update_termination_protection,
            create=True,
        ),
    ):
        yield


def _update_termination_protection(self: CloudFormationResponse) -> ActionResult:
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection", False)
    return ActionResult({"StackId": stack.stack_id})
