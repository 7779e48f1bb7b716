"""The account's suppression list of SES v2, which moto.sesv2 lacks.

Unlike AWS's, it holds only what somebody put there, and keeps no mail back.
https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import unquote

from moto.core.exceptions import JsonRESTError
from moto.sesv2 import urls
from moto.sesv2.responses import SESV2Response

_PATH = "/v2/email/suppression/addresses"


@contextmanager
def completed() -> Iterator[None]:
    """While open, addresses can be put on the list and taken off it."""
    reasons: dict[str, str] = {}

    def put_suppressed_destination(self: SESV2Response) -> str:
        told = json.loads(self.body)
        reasons[told["EmailAddress"]] = told["Reason"]
        return "{}"

    def delete_suppressed_destination(self: SESV2Response) -> str:
        address = unquote(self.path.rpartition("/")[2])
        if reasons.pop(address, None) is None:
            raise JsonRESTError(
                "NotFoundException", "Email address does not exist on your suppression list."
            )
        return "{}"

    with (
        patch.multiple(
            SESV2Response,
            create=True,
            put_suppressed_destination=put_suppressed_destination,
            delete_suppressed_destination=delete_suppressed_destination,
        ),
        patch.dict(
            urls.url_paths,
            {
                f"{{0}}{_PATH}$": SESV2Response.dispatch,
                f"{{0}}{_PATH}/(?P<address>[^/]+)$": SESV2Response.dispatch,
            },
        ),
    ):
        yield
