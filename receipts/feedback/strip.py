"""An SES event without its people: what may be kept for years. Pure."""

import json
from typing import Any

#: What says who wrote to whom, in the event's part about the mail.
_OF_THE_MAIL = frozenset({"headers", "commonHeaders", "destination", "source"})
#: What says where and with what somebody read it, anywhere.
_OF_A_READER = frozenset({"ipAddress", "userAgent", "link"})
_ADDRESS = "(address)"


def stripped(body: str) -> bytes:
    """The event as JSON in one spelling; whatever contains an @ is taken for an address."""
    event: dict[str, Any] = json.loads(body)
    mail = {name: part for name, part in event["mail"].items() if name not in _OF_THE_MAIL}
    safe = _safe({**event, "mail": mail})
    return json.dumps(safe, sort_keys=True, separators=(",", ":")).encode()


def _safe(value: Any) -> Any:
    match value:
        case dict():
            kept = {name: part for name, part in value.items() if name not in _OF_A_READER}
            return {_safe(name): _safe(part) for name, part in kept.items()}
        case list():
            return [_safe(part) for part in value]
        case str() if "@" in value:
            return _ADDRESS
        case _:
            return value
