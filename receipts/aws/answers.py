"""What AWS says, in our words. Codes only: SES puts addresses into its messages."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from receipts.errors import (
    MissingObjectError,
    PermanentError,
    ReceiptsError,
    RetryableError,
)


class ConditionFailedError(PermanentError):
    """A conditional write found another state than it named."""

    def __init__(self, message: str, answer: ClientError) -> None:
        super().__init__(message)
        #: DynamoDB's answer carries the row that is there.
        self.answer = answer


_MISSING = {"NoSuchKey", "NoSuchVersion", "404", "NotFound", "NotFoundException"}
_CONDITION = {"PreconditionFailed", "ConditionalCheckFailedException"}
_LATER = {
    "409",
    # Glue: as many runs as the job, or the account, may have.
    "ConcurrentRunsExceededException",
    "ConditionalRequestConflict",
    "InternalError",
    "InternalServerError",
    "InternalServiceException",
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
    "KMS.ThrottlingException",
    "KmsThrottled",
    "OperationTimeoutException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestTimeout",
    # An event source mapping that is being changed.
    "ResourceInUseException",
    "ResourceNumberLimitExceededException",
    "ServiceUnavailable",
    "SlowDown",
    "ThrottlingException",
}
_TOO_MANY, _SERVER = 429, 500


#: Told to whoever runs a command.
_SIGN_IN = "sign in to AWS first, with aws sso login or aws configure"
_AGAIN = "these credentials are not, or no longer, valid: sign in to AWS again"
_MAY_NOT = "these credentials may not do this: ask whoever runs the stack"
_HELP = {
    # Of HEAD, which has no words.
    "403": f"{_MAY_NOT}; or it belongs to another account",
    "AccessDenied": _MAY_NOT,
    "AccessDeniedException": _MAY_NOT,
    "ConnectTimeoutError": "AWS cannot be reached: is there a connection?",
    "EndpointConnectionError": "AWS cannot be reached: is there a connection, is the Region right?",
    "ExpiredToken": _AGAIN,
    "ExpiredTokenException": _AGAIN,
    "InvalidAccessKeyId": _AGAIN,
    "InvalidClientTokenId": _AGAIN,
    "NoCredentialsError": _SIGN_IN,
    "NoRegionError": "name the Region in AWS_DEFAULT_REGION, or with aws configure",
    "ProfileNotFound": "AWS_PROFILE names a profile that aws configure does not know",
    "SSOTokenLoadError": _SIGN_IN,
    "SignatureDoesNotMatch": _AGAIN,
    "TokenRetrievalError": _SIGN_IN,
    "UnauthorizedSSOTokenError": _SIGN_IN,
    "UnrecognizedClientException": _AGAIN,
}


def code_of(error: ClientError) -> str:
    """The service's error code."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Raise our errors for AWS's; `action` says what was tried, without personal data."""
    try:
        yield
    except ClientError as error:
        raise _ours(action, error) from error
    except BotoCoreError as error:
        raise unanswered(action, type(error).__name__) from error


def _ours(action: str, error: ClientError) -> ReceiptsError:
    code = code_of(error)
    if code in _CONDITION:
        return ConditionFailedError(_words(action, code), error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return answered(action, code, status)


def answered(action: str, code: str, status: int) -> ReceiptsError:
    """Our error for a service's code and HTTP status."""
    message = _words(action, code)
    if code in _MISSING:
        return MissingObjectError(message)
    later = code in _LATER or status == _TOO_MANY or status >= _SERVER
    return (RetryableError if later else PermanentError)(message)


def unanswered(action: str, why: str) -> RetryableError:
    """Our error when no service has answered."""
    return RetryableError(_words(action, why))


def _words(action: str, code: str) -> str:
    return f"{action}: {code}" + (f" ({_HELP[code]})" if code in _HELP else "")
