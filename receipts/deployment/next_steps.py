"""What a person does after a deployment until receipts reach people. Only what is not done yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from receipts.deployment import dns
from receipts.stacks import SesIdentity, Standing

_FIRST_FILE = "samples/first/first-receipt-2024-09.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where a deployment has got to."""

    stack: str
    region: str
    standing: Standing
    identity: SesIdentity
    is_identity_new: bool
    #: Whether it was protected from deletion just now.
    is_protection_new: bool
    is_in_sandbox: bool


def next_steps(now: Situation) -> Iterator[str]:
    """In the order in which they are done."""
    steps = [list(step) for step in (_verify(now), _leave(now), _listen(now), _send(now))]
    for number, (title, *rest) in enumerate(filter(None, steps), start=1):
        yield f"{number}. {title}"
        yield from (f"   {line}" for line in rest)


def _verify(now: Situation) -> Iterator[str]:
    identity, found = now.standing.parameters["SesIdentity"], now.identity
    if "@" in identity:
        if not found.is_verified:
            yield f"Verify {identity}: follow the link that SES has sent there."
        return
    if dns.is_pending(found):
        yield f"Verify {identity}: put these records into its DNS; keep a DMARC record it has."
        yield from dns.in_words(list(dns.records(identity, found, region=now.region)))
    elif not found.mail_from:
        domain = dns.mail_from_domain(identity)
        yield f"Let SPF say {identity} too (mails go out without): name a MAIL FROM domain,"
        yield (
            f"  aws sesv2 put-email-identity-mail-from-attributes --email-identity {identity}"
            f" --mail-from-domain {domain}"
        )
        yield "and deploy again, which prints its records."


def _leave(now: Situation) -> Iterator[str]:
    if not now.is_in_sandbox:
        return
    mailbox = _mailbox(now.standing.parameters)
    yield "Leave the SES sandbox: until AWS agrees, only verified addresses get mail, 200 a day."
    yield f"https://{now.region}.console.aws.amazon.com/ses/home?region={now.region}#/account"
    yield "or, with what you send and to whom in your own words:"
    yield (
        "  aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL"
        " --website-url https://example.com --use-case-description '…'"
    )
    if mailbox and not mailbox.endswith("@simulator.amazonses.com"):
        yield f"For a trial before that, verify its mailbox, {mailbox}:"
        yield f"  aws sesv2 create-email-identity --email-identity {mailbox}"


def _listen(now: Situation) -> Iterator[str]:
    topic, address = now.standing.outputs["AlarmTopic"], now.standing.parameters["AlarmAddress"]
    if address:
        yield f"Confirm the alarms: follow the link that SNS has sent to {address}."
        return
    yield "Have somebody told when a person is needed:"
    change = "--keep-code --parameter AlarmAddress=you@example.com"
    yield f"  receipts deploy --stack {now.stack} {change}"
    yield f"or subscribe anything else to {topic}"


def _send(now: Situation) -> Iterator[str]:
    mailbox = _mailbox(now.standing.parameters)
    if not mailbox:
        yield "Look whether all is well, and drop the first file:"
        yield f"  receipts doctor --stack {now.stack}"
        yield f"  receipts drop FILE --stack {now.stack}"
        return
    yield f"Look whether all is well, and send a first receipt to {mailbox}:"
    yield f"  receipts doctor --stack {now.stack}"
    yield f"  receipts drop {_FIRST_FILE} --stack {now.stack}"


def _mailbox(parameters: Mapping[str, str]) -> str:
    return parameters["RedirectAllMailTo"]
