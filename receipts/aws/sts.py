"""Whose credentials these are."""

from typing import Any

from receipts.aws.answers import translated


class StsIdentity:
    """The caller, as AWS knows it."""

    def __init__(self, client: Any) -> None:
        self._sts = client

    def who(self) -> str:
        """The ARN; every credential may ask for its own."""
        with translated("ask who is signed in"):
            return str(self._sts.get_caller_identity()["Arn"])
