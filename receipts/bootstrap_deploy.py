"""As bootstrap.py, for whoever deploys and examines a stack; no function needs any of it."""

from collections.abc import Callable
from typing import Any

from receipts import bootstrap
from receipts.aws.artifacts import S3CodeStore
from receipts.aws.cloudformation import CloudFormationStacks
from receipts.aws.examining import AwsExaminer
from receipts.aws.s3 import S3AuditStore
from receipts.aws.ses_identities import SesIdentities
from receipts.aws.sts import whereabouts
from receipts.aws.switch import DynamoPauseSwitch
from receipts.stack_ports import DeployPorts, DoctorPorts
from receipts.stacks import Standing, Whereabouts

_EXAMINED = ("glue", "kms", "lambda", "s3", "sesv2", "sns", "sqs")


def surroundings(client: Callable[[str], Any]) -> Whereabouts:
    """Whose credentials these are, and where they lead."""
    return whereabouts(client)


def deployer(client: Callable[[str], Any], where: Whereabouts) -> DeployPorts:
    """The adapters of a person who makes or changes a stack."""
    return DeployPorts(
        code=S3CodeStore(client("s3"), where),
        stacks=stacks(client),
        identities=SesIdentities(client("sesv2")),
        clock=bootstrap.SystemClock(),
    )


def stacks(client: Callable[[str], Any]) -> CloudFormationStacks:
    """The stacks of an account and a Region."""
    return CloudFormationStacks(client("cloudformation"), bootstrap.SystemClock())


def doctor(client: Callable[[str], Any], of: Standing) -> DoctorPorts:
    """The adapters of a person who examines a stack."""
    return DoctorPorts(
        examiner=AwsExaminer({name: client(name) for name in _EXAMINED}),
        identities=SesIdentities(client("sesv2")),
        switch=DynamoPauseSwitch(client("dynamodb"), of.outputs["LedgerTable"]),
        audit=S3AuditStore(client("s3"), of.outputs["AuditBucket"]),
        clock=bootstrap.SystemClock(),
    )
