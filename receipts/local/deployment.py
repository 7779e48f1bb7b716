"""The real template, deployed without packages: functions run from the working tree."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_STACK = "receipts"
_CODE_BUCKET = "embedded-code"
_CODE_KEY = "the-working-tree.zip"
#: Jobs are run from the working tree by the names of their scripts.
_SCRIPTS = {
    "LargeFileCodeKey": "jobs/parse_large_file.py",
    "ReconcileCodeKey": "jobs/reconcile.py",
}


@dataclass(frozen=True, slots=True)
class Deployment:
    """What the stack created."""

    outputs: dict[str, str]
    #: Values after defaults.
    parameters: dict[str, str]
    #: Physical ids by logical id.
    resources: dict[str, str]


def deploy(
    template: Path, *, parameters: Mapping[str, str], cloudformation: Any, s3: Any
) -> Deployment:
    """Create the stack and give what it became."""
    body = template.read_text(encoding="utf-8")
    summary = cloudformation.get_template_summary(TemplateBody=body)
    declared = [parameter["ParameterKey"] for parameter in summary["Parameters"]]
    cloudformation.create_stack(
        StackName=_STACK,
        TemplateBody=body,
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in {**_placeholders(s3, declared), **parameters}.items()
        ],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    return described(cloudformation, _STACK)


def _placeholders(s3: Any, declared: list[str]) -> dict[str, str]:
    """Values of CodeBucket and the …CodeKey parameters; moto wants the objects to exist."""
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    s3.create_bucket(Bucket=_CODE_BUCKET)
    s3.put_object(Bucket=_CODE_BUCKET, Key=_CODE_KEY, Body=empty.getvalue())
    keys = {n: _SCRIPTS.get(n, _CODE_KEY) for n in declared if n.endswith("CodeKey")}
    return {"CodeBucket": _CODE_BUCKET} | keys


def described(cloudformation: Any, name: str) -> Deployment:
    """What a stack became."""
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    return Deployment(
        outputs={output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]},
        parameters={
            parameter["ParameterKey"]: parameter["ParameterValue"]
            for parameter in stack["Parameters"]
        },
        # moto lists types it ignores without ids.
        resources={
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for resource in resources
            if "PhysicalResourceId" in resource
        },
    )
