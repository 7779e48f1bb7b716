"""The DNS records by which a domain says that SES may send for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from receipts.stacks import SesIdentity

_VERIFIED = "SUCCESS"


@dataclass(frozen=True, slots=True)
class Record:
    """A DNS record."""

    name: str
    kind: str
    value: str


def mail_from_domain(identity: str) -> str:
    """A subdomain that nothing else uses; empty for an address, whose domain is not ours to touch.

    With it the sender that mail servers check (SPF) is the domain that people see:
    https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
    """
    return "" if "@" in identity else f"receipts-bounces.{identity}"


def is_pending(found: SesIdentity) -> bool:
    """Whether SES has yet to see a record."""
    return found.dkim != _VERIFIED or _awaits_mail_from(found)


def records(domain: str, found: SesIdentity, *, region: str) -> Iterator[Record]:
    """Those that SES has yet to see, and a beginning of DMARC, which it does not look for."""
    if found.dkim != _VERIFIED:
        for token in found.tokens:
            yield Record(f"{token}._domainkey.{domain}", "CNAME", f"{token}.{found.dkim_zone}")
    if _awaits_mail_from(found):
        yield Record(found.mail_from, "MX", f"10 feedback-smtp.{region}.amazonses.com")
        yield Record(found.mail_from, "TXT", '"v=spf1 include:amazonses.com ~all"')
    # p=none changes nothing yet:
    # https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html
    yield Record(f"_dmarc.{domain}", "TXT", '"v=DMARC1; p=none"')


def _awaits_mail_from(found: SesIdentity) -> bool:
    return bool(found.mail_from) and found.mail_from_status != _VERIFIED


def in_words(found: list[Record]) -> list[str]:
    """A zone file's lines, side by side."""
    name = max(len(record.name) for record in found)
    kind = max(len(record.kind) for record in found)
    return [f"  {r.name:<{name}}  {r.kind:<{kind}}  {r.value}" for r in found]
