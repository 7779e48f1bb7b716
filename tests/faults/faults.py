"""What can happen to one call: by what AWS documents, and by what networks and processes do."""

import functools
import json
from collections.abc import Iterator
from typing import Any

import botocore.session
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.response import StreamingBody
from urllib3.exceptions import ProtocolError

from tests.faults.calls import Answer, Attempt, Spoil
from tests.faults.functions import LEASE_SECONDS

#: Errors every operation of a service may answer, and their HTTP status.
_COMMON: dict[str, dict[str, int]] = {
    # https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    "s3": {"SlowDown": 503, "InternalError": 500, "ServiceUnavailable": 503, "AccessDenied": 403,
           "RequestTimeout": 400},
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
    "dynamodb": {"ThrottlingException": 400, "InternalServerError": 500, "ServiceUnavailable": 503,
                 "AccessDeniedException": 400},
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
    "sqs": {"ThrottlingException": 400, "InternalFailure": 500, "ServiceUnavailable": 503,
            "AccessDeniedException": 403},
}  # fmt: skip
_ANYWHERE = {
    "ThrottlingException": 400,
    "InternalFailure": 500,
    "ServiceUnavailable": 503,
    "AccessDeniedException": 403,
}
#: Errors that the service's documentation names and its model does not.
_ALSO = {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    ("s3", "PutObject"): {"ConditionalRequestConflict": 409},
}
#: Errors that are no possible answer to a call that did not act, and why.
EXCLUDED = {
    ("dynamodb", "ConditionalCheckFailedException"): "somebody else must have written the row;"
    " it is answered for real when a write arrives twice",
    ("dynamodb", "ItemCollectionSizeLimitExceededException"): "needs a local secondary index",
}
#: A person's command: it has no message that could come again meanwhile.
_ALONE = "redrive"
#: A delivery of a batch is counted like a call.
QUEUE, DELIVERY = "queue", "delivery"
DELIVERED_TWICE = "delivered twice"


def faults_of(function: str, service: str, operation: str) -> dict[str, Spoil]:
    """Everything that may happen to a call, by name."""
    if service == QUEUE:
        return {DELIVERED_TWICE: Attempt.send}  # the pump's doing
    model = _model(service, operation)
    faults = _ANY_CALL | {f"answers {code}": _refusing(code, status)
                          for code, status in _errors(service, model)}  # fmt: skip
    if service == "sesv2" and operation == "SendEmail":
        # One attempt and no token: nothing sends the request twice, but its events may be.
        faults["its events come twice"] = _events_twice
    else:
        faults["arrives twice"] = _twice
    if model.has_streaming_output:
        faults["the body breaks off"] = _breaks_off
    if _is_batch(model):
        faults |= {"one entry fails": _one_fails, "one entry fails, yet acted": _one_seems_to_fail}
    return faults if function == _ALONE else faults | _OVERTAKEN


@functools.cache
def _model(service: str, operation: str) -> Any:
    return botocore.session.get_session().get_service_model(service).operation_model(operation)


def _errors(service: str, model: Any) -> Iterator[tuple[str, int]]:
    named = {shape.name: shape.metadata for shape in model.error_shapes}
    documented = {
        name: about.get("error", {}).get("httpStatusCode", 500 if "Internal" in name else 400)
        for name, about in named.items()
    }
    answers = documented | _COMMON.get(service, _ANYWHERE) | _ALSO.get((service, model.name), {})
    for code, status in answers.items():
        if (service, code) not in EXCLUDED:
            # An answer to HEAD has no body, so its status is all there is.
            yield (str(status) if model.name.startswith("Head") else code), status


def _killed_before(attempt: Attempt) -> Answer:
    return attempt.calls.die()


def _killed_after(attempt: Attempt) -> Answer:
    attempt.send()
    return attempt.calls.die()


def _refusing(code: str, status: int) -> Spoil:
    return lambda attempt: _refusal(attempt, code, status)


def _refusal(attempt: Attempt, code: str, status: int) -> Answer:
    about = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RequestId": "spoilt"}
    parsed = {"Error": {"Code": code, "Message": "spoilt"}, "ResponseMetadata": about}
    return (AWSResponse(attempt.request.url, status, HeadersDict(), _Nothing()), parsed), None


def _cannot_connect(attempt: Attempt) -> Answer:
    return None, EndpointConnectionError(endpoint_url=attempt.request.url)


def _connects_too_late(attempt: Attempt) -> Answer:
    return None, ConnectTimeoutError(endpoint_url=attempt.request.url)


def _times_out(attempt: Attempt) -> Answer:
    attempt.send()
    return None, ReadTimeoutError(endpoint_url=attempt.request.url)


def _acts_and_answers_500(attempt: Attempt) -> Answer:
    attempt.send()
    return _refusal(attempt, "InternalError", 500)


def _at_first(spoil: Spoil) -> Spoil:
    return lambda attempt: spoil(attempt) if attempt.first else attempt.send()


def _twice(attempt: Attempt) -> Answer:
    attempt.send()
    return attempt.send()


def _events_twice(attempt: Attempt) -> Answer:
    answer = attempt.send()
    attempt.calls.repeat_events()
    return answer


def _breaks_off(attempt: Attempt) -> Answer:
    answer, error = attempt.send()
    if answer and "Body" in answer[1]:
        answer[1]["Body"] = StreamingBody(_Broken(), None)
    return answer, error


def _one_fails(attempt: Attempt) -> Answer:
    asked = json.loads(attempt.request.body)
    first, *others = asked["Entries"]
    if not others:
        return _refusal(attempt, "InternalFailure", 500)
    attempt.request.body = json.dumps(asked | {"Entries": others}).encode()
    return _with_failed(attempt.send(), first["Id"])


def _one_seems_to_fail(attempt: Attempt) -> Answer:
    first, *_ = json.loads(attempt.request.body)["Entries"]
    return _with_failed(attempt.send(), first["Id"])


def _with_failed(answer: Answer, id_: str) -> Answer:
    response, parsed = answer[0]
    done = [each for each in parsed.get("Successful", []) if each["Id"] != id_]
    failed = {"Id": id_, "Code": "InternalError", "SenderFault": False}
    return (response, parsed | {"Successful": done, "Failed": [failed]}), None


def _is_batch(model: Any) -> bool:
    asked, answered = model.input_shape, model.output_shape
    return bool(asked and answered and "Entries" in asked.members and "Failed" in answered.members)


def _overtaken(*, late: bool, acted: bool) -> Spoil:
    def hold_up(attempt: Attempt) -> Answer:
        answer = attempt.send() if acted else None
        attempt.calls.meanwhile(LEASE_SECONDS + 1 if late else 0)
        return answer or attempt.send()

    return hold_up


class _Nothing:
    """A body without bytes."""

    def stream(self, **_: object) -> Iterator[bytes]:
        return iter(())


class _Broken:
    """A body that ends before it began."""

    def read(self, *_: object) -> bytes:
        raise ProtocolError("connection broken")


_ANY_CALL: dict[str, Spoil] = {
    "killed before": _killed_before,
    "killed after": _killed_after,
    "no connection": _cannot_connect,
    "connects too late": _connects_too_late,
    "acts, then times out once": _at_first(_times_out),
    "acts, then times out": _times_out,
    "acts, then answers 500 once": _at_first(_acts_and_answers_500),
    "acts, then answers 500": _acts_and_answers_500,
}
#: The message comes a second time while the first is still being handled.
_OVERTAKEN: dict[str, Spoil] = {
    "overtaken before": _at_first(_overtaken(late=False, acted=False)),
    "overtaken after": _at_first(_overtaken(late=False, acted=True)),
    "overtaken before, past the lease": _at_first(_overtaken(late=True, acted=False)),
    "overtaken after, past the lease": _at_first(_overtaken(late=True, acted=True)),
}
