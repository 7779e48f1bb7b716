"""What the functions can be told, read once from a mapping."""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self

from receipts.brake import Limits
from receipts.errors import ConfigError
from receipts.pace import Pace, allowed

_PROD = "prod"


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text]


_READ: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    Decimal: Decimal,
    bool: _flag,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _FromEnv:
    """A field `audit_bucket` is the variable AUDIT_BUCKET."""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read every field; one error names all that are missing or unreadable."""
        wrong, values = [], {}
        for setting in fields(cls):
            name = setting.name.upper()
            try:
                values[setting.name] = _READ[setting.type](env[name])
            except KeyError:
                wrong.append(f"{name} is missing" if name not in env else f"{name} is not readable")
            except (ValueError, ArithmeticError):
                wrong.append(f"{name} is not readable")
        if wrong:
            raise ConfigError("; ".join(wrong))
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook(_FromEnv):
    """The parameters that decide a run's outcome: they are part of its run_id."""

    default_currency: str
    default_locale: str
    #: Held customers may be at most this share, 0 to 1, once ten are held.
    max_held_share: Decimal
    #: Bytes of a dropped file, unpacked.
    max_input_bytes: int
    #: Whether a receipt whose total is zero is mailed.
    send_zero_totals: bool
    #: Who the receipts are from; empty texts are not shown.
    seller_name: str
    seller_address: str
    seller_tax_id: str
    #: Shown in the mail; empty: reply to this mail.
    support_contact: str
    #: `#rrggbb`, unless config/branding/ of the landing bucket says another.
    brand_colour: str
    #: Likewise.
    footer_text: str
    #: Whether each receipt travels as a PDF too.
    attach_pdf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """How what a run bills goes out."""

    #: A person has to approve a run before anything of it is sent.
    require_approval: bool
    #: Mails a second.
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What the parser Lambda ends within its time and memory; more goes to Glue."""

    #: Of a dropped file, unpacked.
    file_bytes: int
    #: Of all months of a file together; each line that is held back counts like one.
    receipts: int


#: Of a job, which has as much of both as it takes.
UNLIMITED = Reach(file_bytes=sys.maxsize, receipts=sys.maxsize)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """What a stack's owner asks of the reports of its runs."""

    #: Customers' names beside their ids.
    names: bool
    #: A total, or a number of customers, that changes by more than this share is pointed out.
    warn_change_share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParserSettings(Rulebook):
    """The parser Lambda's environment."""

    audit_bucket: str
    ledger_table: str
    receipt_queue_url: str
    ses_identity: str
    #: Mails a second that SES allows the whole account.
    ses_max_send_rate: int
    #: A person has to approve a run before anything of it is sent.
    require_approval: bool
    #: As in Reporting.
    report_names: bool
    warn_change_share: Decimal
    #: As in Reach. Where a file is parsed decides nothing of its outcome, so it is not a rule.
    large_file_bytes: int
    large_run_receipts: int
    #: The Glue job that gets the others.
    large_file_job: str
    #: Whose the numbers are that alarms look at.
    stack_name: str

    @property
    def reach(self) -> Reach:
        """What is not handed over."""
        return Reach(file_bytes=self.large_file_bytes, receipts=self.large_run_receipts)

    @property
    def reporting(self) -> Reporting:
        """What is asked of the reports."""
        return Reporting(names=self.report_names, warn_change_share=self.warn_change_share)

    @property
    def release(self) -> Release:
        """How what a run bills goes out."""
        return Release(
            require_approval=self.require_approval,
            per_second=allowed(self.ses_max_send_rate),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings(_FromEnv):
    """The worker Lambda's environment."""

    audit_bucket: str
    ledger_table: str
    receipt_dead_letter_queue_url: str
    configuration_set: str
    #: Only `prod` mails customers.
    environment: str
    #: The one mailbox that gets every mail; empty: each customer gets theirs.
    redirect_all_mail_to: str
    from_address: str
    #: Empty: replies go to from_address.
    reply_to_address: str
    keep_mails: bool
    #: After this many seconds a SENDING nobody finished is in doubt.
    send_lease_seconds: int
    #: Mails a second that SES allows the whole account.
    ses_max_send_rate: int
    maximum_concurrency: int

    def __post_init__(self) -> None:
        """What the template's rules refuse, for whoever changed the function's variables."""
        is_prod, redirects = self.environment == _PROD, bool(self.redirect_all_mail_to)
        if not is_prod and not redirects:
            raise ConfigError(f"REDIRECT_ALL_MAIL_TO is empty and ENVIRONMENT is not {_PROD}")
        if is_prod and redirects:
            raise ConfigError(f"REDIRECT_ALL_MAIL_TO is not empty and ENVIRONMENT is {_PROD}")

    @property
    def lease(self) -> timedelta:
        """How long a claim is believed to be alive."""
        return timedelta(seconds=self.send_lease_seconds)

    @property
    def pace(self) -> Pace:
        """How this and the other invocations share the rate."""
        return Pace(rate=self.ses_max_send_rate, concurrency=self.maximum_concurrency)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackSettings(_FromEnv):
    """The feedback Lambda's environment."""

    audit_bucket: str
    ledger_table: str
    #: Of the mails of a run whose outcome is known, 0 to 1; beyond it all sending pauses.
    max_bounce_share: Decimal
    max_complaint_share: Decimal

    @property
    def limits(self) -> Limits:
        """When a list is bad."""
        return Limits(
            max_bounce_share=self.max_bounce_share, max_complaint_share=self.max_complaint_share
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings(_FromEnv):
    """The watch Lambda's environment."""

    ledger_table: str
    stack_name: str
    ses_identity: str
    #: The worker's event source mapping.
    worker_mapping: str
    #: After so many hours in doubt a person should decide.
    in_doubt_hours: int


@dataclass(frozen=True, slots=True)
class Stack:
    """A deployed stack: names of what it made, and what it was told."""

    outputs: Mapping[str, str]
    parameters: Mapping[str, str]

    def output(self, name: str) -> str:
        """One of its outputs."""
        try:
            return self.outputs[name]
        except KeyError:
            raise ConfigError(f"the stack has no output {name}: is it one of receipts?") from None

    def parameter(self, name: str) -> str:
        """One of its parameters."""
        try:
            return self.parameters[name]
        except KeyError:
            raise ConfigError(
                f"the stack has no parameter {name}: is it one of receipts?"
            ) from None

    @property
    def rulebook(self) -> Rulebook:
        """The rules its parser goes by."""
        told = {_SECOND_WORD.sub("_", n).upper(): value for n, value in self.parameters.items()}
        return Rulebook.from_env(told)

    @property
    def release(self) -> Release:
        """How what its parser bills goes out."""
        return Release(
            require_approval=_flag(self.parameter("RequireApproval")),
            per_second=allowed(int(self.parameter("SesMaxSendRate"))),
        )

    @property
    def reach(self) -> Reach:
        """What its parser does not hand over."""
        return Reach(
            file_bytes=int(self.parameter("LargeFileBytes")),
            receipts=int(self.parameter("LargeRunReceipts")),
        )

    @property
    def reporting(self) -> Reporting:
        """What is asked of the reports of its runs."""
        return Reporting(
            names=_flag(self.parameter("ReportNames")),
            warn_change_share=Decimal(self.parameter("WarnChangeShare")),
        )

    @property
    def lease(self) -> timedelta:
        """How long its workers' claims are believed to be alive."""
        return timedelta(seconds=int(self.parameter("SendLeaseSeconds")))

    @property
    def mailbox(self) -> str | None:
        """The one that gets every mail of a trial; None: each customer gets theirs."""
        return self.parameter("RedirectAllMailTo") or None


#: DefaultCurrency is the variable DEFAULT_CURRENCY.
_SECOND_WORD = re.compile("(?<=[a-z])(?=[A-Z])")
