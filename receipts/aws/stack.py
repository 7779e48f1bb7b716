"""What a deployed stack says of itself."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from receipts.aws.answers import code_of, translated
from receipts.config import Stack
from receipts.errors import ConfigError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


def describe_stack(client: "CloudFormationClient", name: str) -> Stack:
    """Outputs and parameters; ConfigError when there is no such stack."""
    with translated(f"look up the stack {name}"):
        try:
            (found,) = client.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if code_of(error) == "ValidationError":  # CloudFormation's word for no such stack
                raise ConfigError(
                    f"there is no stack {name} in this account and Region: name it with --stack"
                ) from error
            raise
    return Stack(
        {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])},
        {each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", [])},
    )
