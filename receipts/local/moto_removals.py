"""What goes with its stack, of the resource types that moto.cloudformation leaves out.

Policies go with what they are of, tables with their database, event destinations with their set.
"""

from collections.abc import Callable
from typing import Any

from moto.athena.models import athena_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.glue.models import glue_backends
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

#: By resource type: moto's backends, and how one of them forgets a physical id.
_REMOVALS: dict[str, tuple[Any, Callable[[Any, str], object]]] = {
    "AWS::Athena::NamedQuery": (athena_backends, lambda its, name: its.named_queries.pop(name)),
    "AWS::Athena::WorkGroup": (athena_backends, lambda its, name: its.delete_work_group(name)),
    "AWS::CloudWatch::Alarm": (cloudwatch_backends, lambda its, name: its.delete_alarms([name])),
    "AWS::CloudWatch::Dashboard": (
        cloudwatch_backends,
        lambda its, name: its.delete_dashboards([name]),
    ),
    "AWS::Glue::Database": (glue_backends, lambda its, name: its.delete_database(name)),
    "AWS::Glue::Job": (glue_backends, lambda its, name: its.delete_job(name)),
    "AWS::Glue::SecurityConfiguration": (
        glue_backends,
        lambda its, name: its.delete_security_configuration(name),
    ),
    "AWS::Glue::Trigger": (glue_backends, lambda its, name: its.delete_trigger(name)),
    "AWS::SES::ConfigurationSet": (
        ses_backends,
        lambda its, name: its.delete_configuration_set(name),
    ),
    "AWS::SNS::Subscription": (sns_backends, lambda its, name: its.unsubscribe(name)),
}


def remove(type_name: str, physical_id: str, *, account_id: str, region: str) -> None:
    """A resource of a stack that is deleted."""
    if type_name in _REMOVALS:
        backends, forget = _REMOVALS[type_name]
        forget(backends[account_id][region], physical_id)
