"""Templates take effect: resource types and properties that moto.cloudformation leaves out."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.awslambda.models import LambdaFunction, Permission
from moto.cloudformation import parsing
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.kms.models import Key
from moto.logs.models import LogGroup
from moto.s3.models import FakeBucket

from receipts.local.moto_athena_types import (
    create_database,
    create_named_query,
    create_table,
    create_work_group,
)
from receipts.local.moto_cloudwatch import put_alarm, put_dashboard
from receipts.local.moto_glue_jobs import (
    create_job,
    create_security_configuration,
    create_trigger,
)
from receipts.local.moto_new_type import NewType
from receipts.local.moto_s3_bucket import complete_bucket, put_bucket_policy
from receipts.local.moto_ses import create_configuration_set
from receipts.local.moto_ses_events import create_event_destination
from receipts.local.moto_sns import put_topic_policy, subscribe
from receipts.local.moto_sqs_policy import put_queue_policy

_NEW_TYPES = (
    NewType("AWS::Athena::NamedQuery", create_named_query),
    NewType("AWS::Athena::WorkGroup", create_work_group, named_by="Name"),
    NewType("AWS::CloudWatch::Alarm", put_alarm, named_by="AlarmName"),
    NewType("AWS::CloudWatch::Dashboard", put_dashboard, named_by="DashboardName"),
    NewType("AWS::Glue::Database", create_database),
    NewType("AWS::Glue::Table", create_table),
    NewType("AWS::Glue::Job", create_job, named_by="Name"),
    NewType("AWS::Glue::SecurityConfiguration", create_security_configuration, named_by="Name"),
    NewType("AWS::Glue::Trigger", create_trigger, named_by="Name"),
    NewType("AWS::S3::BucketPolicy", put_bucket_policy),
    NewType("AWS::SES::ConfigurationSet", create_configuration_set, named_by="Name"),
    NewType("AWS::SES::ConfigurationSetEventDestination", create_event_destination),
    NewType("AWS::SNS::Subscription", subscribe),
    NewType("AWS::SNS::TopicPolicy", put_topic_policy),
    NewType("AWS::SQS::QueuePolicy", put_queue_policy),
)


@contextmanager
def completed() -> Iterator[None]:
    """While open, create_stack knows the types and keeps the properties."""
    models = {new.type_name: new.as_model() for new in _NEW_TYPES}
    names = {new.type_name: new.named_by for new in _NEW_TYPES}
    with (
        patch.dict(parsing.get_model_map(), models),
        patch.dict(parsing.get_name_type_map(), names),
        ExitStack() as stack,
    ):
        for model, complete in _COMPLETIONS.items():
            stack.enter_context(_completing(model, complete))
        yield


@contextmanager
def _completing(model: Any, complete: Callable[[Any, dict[str, Any]], None]) -> Iterator[None]:
    create = model.create_from_cloudformation_json

    def create_from_cloudformation_json(
        _: Any, name: str, resource: dict[str, Any], *place: Any, **ids: Any
    ) -> Any:
        created = create(name, resource, *place, **ids)
        # moto has resolved the intrinsic functions of `resource` already.
        complete(created, resource.get("Properties", {}))
        return created

    patched = patch.object(
        model, "create_from_cloudformation_json", classmethod(create_from_cloudformation_json)
    )
    with patched:
        yield


def _complete_key(key: Key, properties: dict[str, Any]) -> None:
    # moto.kms keeps the policy of a template as a dict, and DescribeKey then fails on it.
    key.policy = json.dumps(properties["KeyPolicy"])


def _complete_table(table: Table, properties: dict[str, Any]) -> None:
    dynamodb = dynamodb_backends[table.account_id][table.region_name]
    if recovery := properties.get("PointInTimeRecoverySpecification"):
        dynamodb.update_continuous_backups(table.name, _truthful(recovery))
    if encryption := properties.get("SSESpecification"):
        # CloudFormation says SSEEnabled where the API says Enabled.
        table.sse_specification = {**encryption, "Enabled": _truthful(encryption)["SSEEnabled"]}
    if expiry := properties.get("TimeToLiveSpecification"):
        dynamodb.update_time_to_live(table.name, _truthful(expiry))


def _complete_function(function: LambdaFunction, properties: dict[str, Any]) -> None:
    function.architectures = properties.get("Architectures", ["x86_64"])


def _complete_permission(permission: Any, properties: dict[str, Any]) -> None:
    # moto.awslambda gives it no physical id, so stacks list it like a type that is ignored.
    permission.physical_resource_id = f"{properties['FunctionName']}-{properties['Principal']}"


def _complete_log_group(group: LogGroup, properties: dict[str, Any]) -> None:
    group.kms_key_id = properties.get("KmsKeyId")


def _truthful(specification: dict[str, Any]) -> dict[str, Any]:
    """CloudFormation takes "false" for false; Python would not."""
    texts = {"true": True, "false": False}
    return {name: texts.get(str(value).lower(), value) for name, value in specification.items()}


_COMPLETIONS: dict[Any, Callable[[Any, dict[str, Any]], None]] = {
    FakeBucket: complete_bucket,
    Key: _complete_key,
    LambdaFunction: _complete_function,
    LogGroup: _complete_log_group,
    Permission: _complete_permission,
    Table: _complete_table,
}
