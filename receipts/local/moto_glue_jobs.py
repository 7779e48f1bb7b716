"""Glue's jobs and triggers of templates, which moto.cloudformation ignores.

No trigger ever fires: a job runs when somebody starts it.
"""

from typing import Any

from moto.glue.models import glue_backends
from moto.glue.utils import Action

from receipts.local.moto_new_type import Resource


def create_job(resource: Resource) -> str:
    """AWS::Glue::Job, so that `aws glue get-job` shows it; one that is changed keeps its runs."""
    told, glue = resource.properties, _glue(resource)
    before = glue.jobs.get(resource.name)
    glue.create_job(
        name=resource.name,
        role=told["Role"],
        command=told["Command"],
        description=told.get("Description"),
        default_arguments=told.get("DefaultArguments"),
        max_retries=int(told.get("MaxRetries", 0)),
        timeout=int(told.get("Timeout", 0)),
        execution_property=told.get("ExecutionProperty"),
        security_configuration=told.get("SecurityConfiguration"),
        glue_version=told.get("GlueVersion"),
        number_of_workers=int(told.get("NumberOfWorkers", 0)),
        worker_type=told.get("WorkerType"),
        **dict.fromkeys(_NOT_TOLD),
    )
    if before is not None:
        glue.jobs[resource.name].job_runs = before.job_runs
    return resource.name


#: moto wants a value for each.
_NOT_TOLD = (
    *("log_uri", "non_overridable_arguments", "connections", "allocated_capacity"),
    *("max_capacity", "tags", "notification_property", "code_gen_configuration_nodes"),
    *("execution_class", "source_control_details"),
)


def create_trigger(resource: Resource) -> str:
    """AWS::Glue::Trigger."""
    told = resource.properties
    _glue(resource).create_trigger(
        name=resource.name,
        workflow_name=told.get("WorkflowName"),
        trigger_type=told["Type"],
        schedule=told.get("Schedule"),
        predicate=None,
        actions=[Action(each) for each in told["Actions"]],
        description=told.get("Description"),
        start_on_creation=str(told.get("StartOnCreation")).lower() == "true",
        tags={},
        event_batching_condition=None,
    )
    return resource.name


def create_security_configuration(resource: Resource) -> str:
    """AWS::Glue::SecurityConfiguration."""
    told = resource.properties["EncryptionConfiguration"]
    # CloudFormation says S3Encryptions where the API says S3Encryption.
    configuration = {name.replace("S3Encryptions", "S3Encryption"): told[name] for name in told}
    _glue(resource).create_security_configuration(resource.name, configuration)
    return resource.name


def _glue(resource: Resource) -> Any:
    return glue_backends[resource.account_id][resource.region]
