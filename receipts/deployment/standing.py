"""Whether a stack can be deployed to as it stands, and whether it is safe from a slip."""

from receipts.errors import ConfigError
from receipts.stacks import Standing

_GONE = {"DELETE_COMPLETE", "REVIEW_IN_PROGRESS"}
_NEVER_MADE = {"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"}


def is_new(name: str, standing: Standing | None) -> bool:
    """Whether it is to be made; False: it is there and is to be changed.

    ConfigError when neither can be, with what to do.
    """
    if standing is None or standing.status in _GONE:
        return True
    if refused := _refusal(name, standing):
        raise ConfigError(f"the stack {name} is {standing.status}: {refused}")
    return False


def lacks_protection(standing: Standing) -> bool:
    """Whether customers get its mails and a slip would delete it."""
    return standing.is_prod and not standing.is_protected


def _refusal(name: str, standing: Standing) -> str:
    if standing.is_busy:
        return "somebody is at it. Wait until it is done, then try again"
    if standing.status in _NEVER_MADE:
        return (
            "it was never made. It has nothing to lose: delete it with `aws cloudformation"
            f" delete-stack --stack-name {name}`, then try again"
        )
    if standing.status == "DELETE_FAILED":
        return (
            "somebody began to delete it. Finish that with `aws cloudformation delete-stack"
            f" --stack-name {name}`, then take over what stayed (docs/deploy.md)"
        )
    if standing.status == "UPDATE_ROLLBACK_FAILED":
        return (
            "the last change could not be taken back. Mend what its events name, then"
            f" `aws cloudformation continue-update-rollback --stack-name {name}`"
        )
    return ""
