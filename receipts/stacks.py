"""What CloudFormation says of a stack, and what it is asked to make of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Whose credentials these are, and where they lead."""

    arn: str
    account: str
    region: str
    #: Where S3 is: AWS's own address, or that of an embedded AWS.
    s3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A parameter of a template."""

    name: str
    description: str
    #: None: somebody has to say.
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a template asks for."""

    #: Where it was uploaded to; None: it is the one that the stack has.
    url: str | None
    parameters: tuple[Declared, ...]
    #: What CloudFormation wants to be told that it may do, such as making roles.
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A stack as it is."""

    status: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    #: Whether CloudFormation refuses to delete it.
    is_protected: bool = False

    @property
    def is_prod(self) -> bool:
        """Whether customers get its mails."""
        return self.parameters.get("Environment") == "prod"

    @property
    def is_busy(self) -> bool:
        """Whether something is being done to it."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a parameter is told; None: what it was told before."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What CloudFormation is asked to prepare."""

    stack: str
    is_new: bool
    template: Template
    values: tuple[Value, ...]


class Action(StrEnum):
    """What becomes of a resource."""

    ADD = "add"
    CHANGE = "change"
    #: Perhaps: CloudFormation knows only while it is at it.
    MAY_REPLACE = "may replace"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one resource."""

    name: str
    kind: str
    action: Action
    #: Names of what is changed in it.
    properties: tuple[str, ...] = ()
    #: Whether the old one stays where it is, out of the stack.
    is_kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """What CloudFormation would do; nothing is done yet."""

    id: str
    changes: tuple[Change, ...]
    #: There is nothing to do, so it cannot be carried out.
    is_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a resource of a stack."""

    id: str
    name: str
    kind: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketSettings:
    """How a bucket for code is kept."""

    is_versioned: bool
    is_private: bool
    is_encrypted: bool
    has_policy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SesIdentity:
    """A domain or an address as SES knows it; not an address's owner."""

    is_verified: bool
    #: SUCCESS, PENDING, FAILED, …
    dkim: str
    #: A CNAME record each, for a domain.
    tokens: tuple[str, ...] = ()
    #: What the records of the tokens point into; some Regions have their own.
    dkim_zone: str = "dkim.amazonses.com"
    mail_from: str = ""
    #: Likewise; empty where there is no MAIL FROM domain.
    mail_from_status: str = ""
