"""Stacks as CloudFormation makes and changes them: by change sets, which can be read first."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from receipts.aws.answers import code_of, translated
from receipts.aws.change_sets import change_of, is_unchanged
from receipts.errors import ConfigError
from receipts.ports import Clock
from receipts.stacks import ChangeSet, Declared, Event, Order, Standing, Template

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_LOOK_EVERY_SECONDS = 2.0
_UNFINISHED = {"CREATE_PENDING", "CREATE_IN_PROGRESS"}
_INVALID = "ValidationError"


class CloudFormationStacks:
    """The stacks of an account and a Region."""

    def __init__(self, client: "CloudFormationClient", clock: Clock) -> None:
        self._cfn: Any = client
        self._clock = clock

    def standing(self, name: str) -> Standing | None:
        """The stack as it is; None when there is none."""
        with translated(f"look up the stack {name}"):
            try:
                (found,) = self._cfn.describe_stacks(StackName=name)["Stacks"]
            except ClientError as error:
                if code_of(error) == _INVALID:  # CloudFormation's word for no such stack
                    return None
                raise
        return Standing(
            status=found["StackStatus"],
            parameters={
                p["ParameterKey"]: p["ParameterValue"] for p in found.get("Parameters", [])
            },
            outputs={o["OutputKey"]: o["OutputValue"] for o in found.get("Outputs", [])},
            is_protected=found.get("EnableTerminationProtection", False),
        )

    def read(self, url: str) -> Template:
        """What an uploaded template asks for."""
        return self._template(url, TemplateURL=url)

    def read_deployed(self, stack: str) -> Template:
        """What the template asks for that a stack has."""
        return self._template(None, StackName=stack)

    def _template(self, url: str | None, **of: str) -> Template:
        with _in_its_words("read the template"):
            summary = self._cfn.get_template_summary(**of)
        return Template(
            url=url,
            parameters=tuple(_declared(each) for each in summary.get("Parameters", [])),
            capabilities=tuple(summary.get("Capabilities", [])),
        )

    def propose(self, order: Order) -> ChangeSet:
        """Have it worked out what would change; nothing is done."""
        with _in_its_words("prepare a change set"):
            made = self._cfn.create_change_set(
                StackName=order.stack,
                ChangeSetName=f"receipts-deploy-{self._clock.now():%Y%m%dT%H%M%S}",
                ChangeSetType="CREATE" if order.is_new else "UPDATE",
                **_source(order.template),
                Parameters=[_told(value.name, value.value) for value in order.values],
                Capabilities=list(order.template.capabilities),
            )
        return self._wait(str(made["Id"]))

    def _wait(self, change_set: str) -> ChangeSet:
        while True:
            with translated("wait for a change set"):
                pages = list(self._pages(change_set))
            status = pages[0]["Status"]
            if status not in _UNFINISHED:
                break
            self._clock.sleep(_LOOK_EVERY_SECONDS)
        reason = str(pages[0].get("StatusReason", ""))
        if status == "FAILED" and not is_unchanged(reason):
            raise ConfigError(f"CloudFormation refuses: {reason}")
        changes = (change_of(each) for page in pages for each in page.get("Changes", []))
        return ChangeSet(id=change_set, changes=tuple(changes), is_empty=status == "FAILED")

    def _pages(self, change_set: str) -> Iterator[dict[str, Any]]:
        paginator = self._cfn.get_paginator("describe_change_set")
        yield from paginator.paginate(ChangeSetName=change_set)

    def discard(self, order: Order, proposed: ChangeSet) -> None:
        """Forget that it was asked; a stack that was never made is gone too."""
        with translated("discard a change set"):
            self._cfn.delete_change_set(ChangeSetName=proposed.id)
        standing = self.standing(order.stack) if order.is_new else None
        # Only its name and this change set were ever there.
        if standing is not None and standing.status == "REVIEW_IN_PROGRESS":
            with translated("discard a stack that was never made"):
                self._cfn.delete_stack(StackName=order.stack)

    def carry_out(self, proposed: ChangeSet) -> None:
        """Begin. A creation that fails leaves nothing: what it made has no data to retain."""
        with _in_its_words("carry out a change set"):
            self._cfn.execute_change_set(ChangeSetName=proposed.id, RetainExceptOnCreate=True)

    def protect(self, name: str) -> None:
        """Have nobody delete it by mistake: DeleteStack is refused until somebody lifts that."""
        with translated(f"protect the stack {name} from deletion"):
            self._cfn.update_termination_protection(
                StackName=name, EnableTerminationProtection=True
            )

    def events(self, name: str) -> Iterator[Event]:
        """What happened to it, newest first."""
        pages = self._cfn.get_paginator("describe_stack_events").paginate(StackName=name)
        with translated("look what happens to the stack"):
            for page in pages:
                yield from (_event(each) for each in page["StackEvents"])


@contextmanager
def _in_its_words(action: str) -> Iterator[None]:
    """What it refuses it explains: which parameter, which rule; nothing personal is in that."""
    with translated(action):
        try:
            yield
        except ClientError as error:
            if code_of(error) == _INVALID:
                words = error.response["Error"].get("Message", "")
                raise ConfigError(f"CloudFormation refuses: {words}") from error
            raise


def _declared(parameter: dict[str, Any]) -> Declared:
    return Declared(
        name=parameter["ParameterKey"],
        description=" ".join(parameter.get("Description", "").split()),
        default=parameter.get("DefaultValue"),
    )


def _source(template: Template) -> dict[str, Any]:
    return {"UsePreviousTemplate": True} if template.url is None else {"TemplateURL": template.url}


def _told(name: str, value: str | None) -> dict[str, Any]:
    said = {"UsePreviousValue": True} if value is None else {"ParameterValue": value}
    return {"ParameterKey": name, **said}


def _event(found: dict[str, Any]) -> Event:
    return Event(
        id=found["EventId"],
        name=found.get("LogicalResourceId", ""),
        kind=found.get("ResourceType", ""),
        status=found.get("ResourceStatus", ""),
        reason=found.get("ResourceStatusReason", ""),
    )
