"""Names that whoever deploys and whoever checks a stack agree on."""

import hashlib

#: The parameter that names a function's code, by the output that names the function.
CODE_KEYS = {
    "ParserFunction": "ParserCodeKey",
    "WorkerFunction": "WorkerCodeKey",
    "FeedbackFunction": "FeedbackCodeKey",
    "WatchFunction": "WatchCodeKey",
}
_HEX_DIGITS = hashlib.sha256().digest_size * 2


def key_of(digest: str, name: str) -> str:
    """Where a file with this SHA-256 is put: a changed file is a changed key."""
    return f"{digest}/{name}"


def digest_in(key: str) -> str | None:
    """The SHA-256 that a key of ours names; None for one that somebody else chose."""
    digest, slash, _ = key.partition("/")
    is_ours = slash and len(digest) == _HEX_DIGITS and set(digest) <= set("0123456789abcdef")
    return digest if is_ours else None
