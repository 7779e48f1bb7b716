"""Whose credentials these are."""

from collections.abc import Callable
from typing import Any

from receipts.aws.answers import translated
from receipts.stacks import Whereabouts


class StsIdentity:
    """The caller, as AWS knows it."""

    def __init__(self, client: Any) -> None:
        self._sts = client

    def who(self) -> str:
        """The ARN; every credential may ask for its own."""
        with translated("ask who is signed in"):
            return str(self._sts.get_caller_identity()["Arn"])


def whereabouts(client: Callable[[str], Any]) -> Whereabouts:
    """Whose credentials these are, and where they lead."""
    s3, arn = client("s3"), StsIdentity(client("sts")).who()
    return Whereabouts(
        arn=arn, account=arn.split(":")[4], region=s3.meta.region_name, s3=s3.meta.endpoint_url
    )
