"""What IAM is asked for a call: actions, resources and condition keys, as each service documents.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from tests.faults import functions
from tests.faults.calls import Made
from tests.unit.cloudformation.evidence import Stack
from tests.unit.cloudformation.policies import Guarded, Request, is_allowed
from tests.unit.cloudformation.resolving import ACCOUNT, PSEUDO

ROLES = {
    "parser": "ParserRole",
    "worker": "WorkerRole",
    "feedback": "FeedbackRole",
    "watch": "WatchRole",
    "large-file": "LargeFileRole",
    "reconcile": "ReconcileRole",
}
#: What the harness calls the template's resources.
NAMES = {
    functions.LANDING_BUCKET: "LandingBucket",
    functions.AUDIT_BUCKET: "AuditBucket",
    functions.LEDGER_TABLE: "LedgerTable",
    functions.CHARGES: "ChargesQueue",
    functions.RECEIPTS: "ReceiptQueue",
    functions.dead(functions.RECEIPTS): "ReceiptDeadLetterQueue",
}
PARAMETERS = {"SesIdentity": functions.IDENTITY, "FromAddress": functions.SETTINGS["from_address"]}
REGION = PSEUDO["AWS::Region"]
#: Services that keep what they are given encrypted with the key.
_KEEPERS = {"s3", "sqs", "dynamodb", "logs"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to IAM."""

    role: str
    action: str
    resource: str
    keys: tuple[tuple[str, str], ...] = ()
    #: The resource of the template whose own policy has a say.
    guard: str = ""

    def is_allowed(self, stack: Stack) -> bool:
        """What IAM answers."""
        statements = stack.guard(self.guard) if self.guard else ()
        guarded = Guarded(account=ACCOUNT, statements=statements, is_key=self.guard == "Key")
        keys = {"aws:SecureTransport": "true", **dict(self.keys)}
        request = Request(action=self.action, resource=self.resource, keys=keys)
        return is_allowed(stack.callers[self.role], request, guarded)


def questions(made: Made, stack: Stack) -> Iterator[Asked]:
    """All that has to be allowed for a call to be made."""
    role = ROLES[made.function]
    service = made.service.removesuffix("v2")
    for action, resource, guard, keys in _ASK[service](made.operation, made.values, stack):
        yield Asked(role, f"{service}:{action}", resource, keys, guard)
    yield from of_key(role, service, stack)


def of_key(role: str, service: str, stack: Stack) -> Iterator[Asked]:
    """What a service asks of the key in the name of whoever calls it."""
    via = (("kms:ViaService", f"{service}.{REGION}.amazonaws.com"),)
    if service in _KEEPERS:
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            yield Asked(role, action, stack.deployed.arn("Key"), via, "Key")


_Questions = Iterator[tuple[str, str, str, tuple[tuple[str, str], ...]]]


def _s3(operation: str, values: dict[str, Any], stack: Stack) -> _Questions:
    bucket = NAMES[values["Bucket"]]
    arn = stack.deployed.arn(bucket)
    # To be told that there is no such object takes the right to list.
    if operation != "PutObject":
        yield "ListBucket", arn, bucket, ()
    if operation in ("GetObject", "HeadObject"):
        action = "GetObjectVersion" if "VersionId" in values else "GetObject"
        yield action, f"{arn}/{values['Key']}", bucket, ()
    elif operation == "PutObject":
        once = (("s3:if-none-match", "*"),) if values.get("IfNoneMatch") else ()
        keys = (("s3:ObjectCreationOperation", "true"), *once)
        yield operation, f"{arn}/{values['Key']}", bucket, keys
    elif operation != "ListObjectsV2":
        raise LookupError(f"what does {operation} of S3 ask?")


def _dynamodb(operation: str, values: dict[str, Any], stack: Stack) -> _Questions:
    table = NAMES[values["TableName"]]
    index = f"/index/{values['IndexName']}" if "IndexName" in values else ""
    yield operation, stack.deployed.arn(table) + index, table, ()


def _sqs(operation: str, values: dict[str, Any], stack: Stack) -> _Questions:
    queue = NAMES[values["QueueUrl"].rpartition("/")[2]]
    yield operation.removesuffix("Batch"), stack.deployed.arn(queue), queue, ()


def _ses(operation: str, values: dict[str, Any], _: Stack) -> _Questions:
    place = f"arn:aws:ses:{REGION}:{ACCOUNT}"
    if operation == "GetAccount":
        yield operation, "*", "", ()
    elif operation == "GetEmailIdentity":
        yield operation, f"{place}:identity/{values['EmailIdentity']}", "", ()
    else:
        address = parseaddr(values["FromEmailAddress"])[1]
        domain = address.rpartition("@")[2]
        named = NAMES_OF_SETS[values["ConfigurationSetName"]]
        for resource in (f"{place}:identity/{domain}", f"{place}:configuration-set/{named}"):
            for action in (operation, "SendRawEmail"):
                yield action, resource, "", (("ses:FromAddress", address),)


NAMES_OF_SETS = {functions.CONFIGURATION_SET: "ConfigurationSet"}


def _lambda(operation: str, _: dict[str, Any], __: Stack) -> _Questions:
    mapping = f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:WorkerEventSourceMapping"
    yield operation, mapping, "", ()


def _glue(operation: str, values: dict[str, Any], _: Stack) -> _Questions:
    if values["JobName"] != functions.LARGE_FILE_JOB:
        raise LookupError(f"what is the job {values['JobName']}?")
    yield operation, f"arn:aws:glue:{REGION}:{ACCOUNT}:job/LargeFileJob", "", ()


def _cloudwatch(operation: str, values: dict[str, Any], _: Stack) -> _Questions:
    yield operation, "*", "", (("cloudwatch:namespace", values["Namespace"]),)


_ASK = {
    "s3": _s3,
    "dynamodb": _dynamodb,
    "sqs": _sqs,
    "ses": _ses,
    "lambda": _lambda,
    "glue": _glue,
    "cloudwatch": _cloudwatch,
}
