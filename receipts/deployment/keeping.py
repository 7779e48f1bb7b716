"""Whether a stack's parameters can change while its template and its code stay. Pure."""

from collections.abc import Mapping

from receipts.deployment.code import BUCKET, FILES
from receipts.deployment.pdf import attaches


def unkept(stack: str, before: Mapping[str, str] | None, given: Mapping[str, str]) -> str:
    """Why not, and what to do; empty where it can. `before` is None for a stack that is new."""
    if before is None:
        return (
            f"there is no stack {stack} in this account and Region whose code could be kept: name"
            " one with --stack; or make it: run `make build`, then the same without --keep-code"
        )
    if named := sorted({BUCKET, *FILES}.intersection(given)):
        return (
            f"--keep-code keeps {', '.join(named)}: leave it out to deploy other code, or do not"
            " name the code"
        )
    if attaches(given) and not attaches(before):
        return (
            "--keep-code keeps a worker of which nobody knows here whether it has Typst, and"
            " without that AttachPdf would send nothing: run `make build PDF=1`, then the same"
            " without --keep-code"
        )
    return ""
