"""Change sets of the type IMPORT, which moto takes for another CREATE: what is there is adopted.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from unittest.mock import patch

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import Change, ChangeSet, Stack
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult
from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends

_TOLD = "ResourcesToImport"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a stack and its resources are."""

    account_id: str
    region: str


def _key(told: Mapping[str, str], place: Place) -> Any:
    return kms_backends[place.account_id][place.region].keys.get(told["KeyId"])


def _bucket(told: Mapping[str, str], place: Place) -> Any:
    return s3_backends[place.account_id]["aws"].buckets.get(told["BucketName"])


def _bucket_policy(told: Mapping[str, str], place: Place) -> Any:
    bucket = s3_backends[place.account_id]["aws"].buckets.get(told["Bucket"])
    if bucket is None or not bucket.policy:
        return None
    model: Any = parsing.get_model_map()["AWS::S3::BucketPolicy"]
    return model(bucket.name)


def _table(told: Mapping[str, str], place: Place) -> Any:
    return dynamodb_backends[place.account_id][place.region].tables.get(told["TableName"])


#: How what is there is found, by what identifies it.
_FOUND: dict[str, Callable[[Mapping[str, str], Place], Any]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::KMS::Key": _key,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
}


@contextmanager
def completed() -> Iterator[None]:
    """While open, a change set of this type says what it would import, and refuses the rest."""
    create = CloudFormationResponse.create_change_set

    def create_change_set(self: CloudFormationResponse) -> ActionResult:
        answer = create(self)
        if self._get_param("ChangeSetType") == "IMPORT":
            made_id = cast(dict[str, str], answer.result)["Id"]
            made = self.cloudformation_backend.change_sets[made_id]
            _take_down(made, self._get_param(_TOLD, []))
        return answer

    with patch.object(CloudFormationResponse, "create_change_set", create_change_set):
        yield


def _take_down(change_set: ChangeSet, told: list[dict[str, Any]]) -> None:
    """What each is to be, in the change set itself, where `carry_out` finds it."""
    wanted = change_set.template_dict["Resources"]
    found = {each["LogicalResourceId"]: each for each in told}
    if found.keys() != wanted.keys():
        raise ValidationError(
            message="An import has each resource of its template among ResourcesToImport, and no"
            f" other: {sorted(found.keys() ^ wanted.keys())}"
        )
    for name, resource in wanted.items():
        if resource.get("DeletionPolicy") is None:
            raise ValidationError(message=f"{name} needs a DeletionPolicy to be imported")
    stack = change_set.stack
    place = Place(account_id=stack.account_id, region=stack.region_name)
    adopted = {name: _adopted(each, place) for name, each in found.items()}
    change_set.imported = adopted  # type: ignore[attr-defined]
    change_set.changes = [
        Change("Import", name, resource["Type"]) for name, resource in wanted.items()
    ]


def _adopted(told: Mapping[str, Any], place: Place) -> Any:
    identifier = told["ResourceIdentifier"]
    resource = _FOUND[told["ResourceType"]](identifier, place)
    if resource is None:
        raise ValidationError(message=f"{told['ResourceType']} {identifier} does not exist")
    resource.logical_resource_id = told["LogicalResourceId"]
    resource.cf_resource_type = told["ResourceType"]
    return resource


def carry_out(stack: Stack, change_set: ChangeSet) -> None:
    """Make it the stack's, as it is: nothing is made, nothing changed."""
    stack._add_stack_event("IMPORT_IN_PROGRESS", resource_status_reason="User Initiated")
    stack.template, stack.parameters = change_set.template, change_set.parameters
    stack._parse_template()
    adopting = stack._create_resource_map()
    adopting._parsed_resources.update(change_set.imported)  # type: ignore[attr-defined]
    stack.resource_map = adopting
    stack.output_map = stack._create_output_map()
    stack._add_stack_event("IMPORT_COMPLETE")
    stack.status = "IMPORT_COMPLETE"
