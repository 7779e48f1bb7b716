"""No call to AWS goes untried: what ran is compared with what was spoilt and what is written."""

import ast
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

import botocore.session
from botocore import xform_name

import receipts.aws
from receipts import bootstrap, bootstrap_deploy
from tests.faults.calls import Site
from tests.faults.faults import QUEUE
from tests.faults.points import Operation

#: Only people at a terminal, and Glue's jobs, call these: what is interrupted there begins again.
AT_A_TERMINAL = {
    Site("athena", "AthenaQueries._read", "GetQueryResults"): "receipts audit",
    Site("athena", "AthenaQueries._start", "StartQueryExecution"): "receipts audit",
    Site("athena", "AthenaQueries._wait", "GetQueryExecution"): "receipts audit",
    Site("alarms", "CloudWatchAlarms.ringing", "DescribeAlarms"): "receipts show",
    Site("cloudwatch", "_Published._publish", "PutMetricData"): "the jobs: Glue begins them again",
    Site("object_store", "ObjectAuditStore.get_range", "GetObject"): "executors of the Glue job",
    Site("s3", "S3AuditStore.get", "GetObject"): "receipts show, verify, report, jobs/reconcile.py",
    Site("s3", "S3AuditStore.keys", "ListObjectsV2"): "receipts show, report, jobs/reconcile.py",
    Site("s3", "S3LandingZone.current", "HeadObject"): "receipts drop, follow",
    Site("s3", "S3LandingZone.upload", "HeadObject"): "receipts drop",
    Site("s3", "S3LandingZone.upload", "PutObject"): "receipts drop",
    Site("stack", "describe_stack", "DescribeStacks"): "every command",
    Site("sts", "StsIdentity.who", "GetCallerIdentity"): "receipts resolve, resend",
}

_DEPLOY, _DOCTOR = "receipts deploy", "receipts doctor"
AT_A_TERMINAL |= {
    Site("artifacts", "S3CodeStore.create", "CreateBucket"): _DEPLOY,
    Site("artifacts", "S3CodeStore.demand_tls", "PutBucketPolicy"): _DEPLOY,
    Site("artifacts", "S3CodeStore.encrypt", "PutBucketEncryption"): _DEPLOY,
    Site("artifacts", "S3CodeStore.has", "HeadObject"): _DEPLOY,
    Site("artifacts", "S3CodeStore.keep_private", "PutPublicAccessBlock"): _DEPLOY,
    Site("artifacts", "S3CodeStore.keep_versions", "PutBucketVersioning"): _DEPLOY,
    Site("artifacts", "S3CodeStore.put", "PutObject"): _DEPLOY,
    Site("artifacts", "S3CodeStore.settings", "GetBucketEncryption"): _DEPLOY,
    Site("artifacts", "S3CodeStore.settings", "GetBucketPolicy"): _DEPLOY,
    Site("artifacts", "S3CodeStore.settings", "GetBucketVersioning"): _DEPLOY,
    Site("artifacts", "S3CodeStore.settings", "GetPublicAccessBlock"): _DEPLOY,
    Site("artifacts", "S3CodeStore.settings", "HeadBucket"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks._pages", "DescribeChangeSet"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks.carry_out", "ExecuteChangeSet"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks.discard", "DeleteChangeSet"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks.discard", "DeleteStack"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks.events", "DescribeStackEvents"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks.propose", "CreateChangeSet"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks.protect", "UpdateTerminationProtection"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks._template", "GetTemplateSummary"): _DEPLOY,
    Site("cloudformation", "CloudFormationStacks.standing", "DescribeStacks"): _DEPLOY,
    Site("examining", "AwsExaminer.function", "GetFunctionConfiguration"): _DOCTOR,
    Site("examining", "AwsExaminer.function", "ListEventSourceMappings"): _DOCTOR,
    Site("examining", "AwsExaminer.key", "DescribeKey"): _DOCTOR,
    Site("examining", "AwsExaminer.key", "GetKeyRotationStatus"): _DOCTOR,
    Site("examining", "AwsExaminer.listeners", "GetTopicAttributes"): _DOCTOR,
    Site("examining", "AwsExaminer.lock", "GetObjectLockConfiguration"): _DOCTOR,
    Site("examining", "AwsExaminer.lock", "ListObjectsV2"): _DOCTOR,
    Site("examining", "AwsExaminer.newest_run", "GetJobRuns"): _DOCTOR,
    Site("examining", "AwsExaminer.sending", "GetAccount"): _DOCTOR,
    Site("examining", "_denial", "DeleteObject"): _DOCTOR,
    Site("examining", "_retention", "GetObjectRetention"): _DOCTOR,
    Site("ses_identities", "SesIdentities.ask_to_verify", "CreateEmailIdentity"): _DEPLOY,
    Site(
        "ses_identities",
        "SesIdentities.ask_to_verify",
        "PutEmailIdentityMailFromAttributes",
    ): _DEPLOY,
    Site("ses_identities", "SesIdentities.find", "GetEmailIdentity"): _DEPLOY,
    Site("ses_identities", "SesIdentities.is_in_sandbox", "GetAccount"): _DEPLOY,
}

#: S3's operations by obstore's methods; any other method is one that no fault is tried at.
OBJECTS = {
    "get": "GetObject",
    "get_range": "GetObject",
    "put": "PutObject",
    "list": "ListObjectsV2",
}

#: Calls that botocore makes by itself, whatever they answer.
BY_BOTOCORE = {
    ("s3", "HeadBucket"): "looks for the bucket's Region after a HEAD that failed without a reason",
}


def gaps(
    spoilt: Iterable[Operation], run: Iterable[Operation], seen: Iterable[Site], sites: set[Site]
) -> Iterator[str]:
    """What was called and never spoilt; what is written and never called. Pure."""
    for operation in sorted(set(run) - set(spoilt)):
        if operation.service == QUEUE or operation[1:] in BY_BOTOCORE:
            continue
        yield f"{' '.join(operation)} is called, but no fault point"
    by_itself = {operation for _, operation in BY_BOTOCORE}
    seen = {site for site in seen if site.operation not in by_itself}
    for site in sorted(sites - seen - AT_A_TERMINAL.keys()):
        yield f"{_where(site)} is never called: try it, or say who calls it in AT_A_TERMINAL"
    for site in sorted(seen - sites):
        yield f"{_where(site)} is called, but the scan of the source does not see it"
    for site in sorted(AT_A_TERMINAL.keys() & seen):
        yield f"{_where(site)} is not only called at a terminal"
    for site in sorted(AT_A_TERMINAL.keys() - sites):
        yield f"{_where(site)} is in AT_A_TERMINAL, but not in receipts/aws"


def _where(site: Site) -> str:
    return f"receipts/aws/{site.module}.py: {site.method}: {site.operation}"


def written_sites(folder: Path = Path(receipts.aws.__path__[0])) -> set[Site]:
    """Every call to AWS in the adapters' source."""
    return {
        site
        for path in folder.glob("*.py")
        for site in sites_in(path.read_text(encoding="utf-8"), module=path.stem)
    }


def sites_in(source: str, *, module: str) -> Iterator[Site]:
    """The calls to AWS in one module's source, by the function or method they are in."""
    operations = _operations()
    for name, definition in _definitions(ast.parse(source), ""):
        for node in ast.walk(definition):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if _is_of_a_store(node.func):
                    yield Site(module, name, OBJECTS.get(node.func.attr, node.func.attr))
                for called in _named(node):
                    if called in operations:
                        yield Site(module, name, operations[called])


def _definitions(tree: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _definitions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield f"{prefix}{node.name}", node


def _is_of_a_store(called: ast.Attribute) -> bool:
    """`self._store.put(…)`."""
    return isinstance(called.value, ast.Attribute) and called.value.attr == "_store"


def _named(call: ast.Call) -> Iterator[str]:
    """`client.put_item(…)`, and `client.get_paginator("query")`."""
    if isinstance(call.func, ast.Attribute):
        yield call.func.attr
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


@functools.cache
def _operations() -> dict[str, str]:
    """Operations by the name of boto3's method, of every service that bootstrap names."""
    session = botocore.session.get_session()
    words = {
        node.value
        for module in (bootstrap, bootstrap_deploy)
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    return {
        xform_name(name): name
        for service in words.intersection(session.get_available_services())
        for name in session.get_service_model(service).operation_names
    }
