"""The bucket that code is deployed from: made once, mended when it is not kept as it should be."""

from collections.abc import Iterator
from enum import StrEnum

from receipts.errors import ConfigError
from receipts.stacks import BucketSettings, Whereabouts


class Step(StrEnum):
    """What is done to the bucket; the method of the port has the same name."""

    CREATE = "create"
    KEEP_VERSIONS = "keep_versions"
    KEEP_PRIVATE = "keep_private"
    ENCRYPT = "encrypt"
    DEMAND_TLS = "demand_tls"


def own_bucket(where: Whereabouts) -> str:
    """The name of an account's own, one in each Region: functions take code from theirs alone."""
    return f"receipts-artifacts-{where.account}-{where.region}"


def steps(name: str, found: BucketSettings | None, *, is_ours: bool) -> list[Step]:
    """What has to be done before code is put there. One that was given is its owner's matter."""
    if is_ours:
        return list(_missing(found))
    if found is None:
        raise ConfigError(f"there is no bucket {name} in this account: --artifact-bucket names it")
    return []


def _missing(found: BucketSettings | None) -> Iterator[Step]:
    if found is None:
        yield from Step
        return
    if not found.is_versioned:
        yield Step.KEEP_VERSIONS
    if not found.is_private:
        yield Step.KEEP_PRIVATE
    if not found.is_encrypted:
        yield Step.ENCRYPT
    # A policy that somebody else wrote is not overwritten.
    if not found.has_policy:
        yield Step.DEMAND_TLS
