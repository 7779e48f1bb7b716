"""Whether SES takes the mails. Pure."""

from receipts.checkup import Findings, Sending
from receipts.doctor.verdict import Verdict, fail, ok, warn, worse_in_prod
from receipts.stacks import SesIdentity

_AGAIN = "`receipts deploy --keep-code` prints the DNS records"
_SUCCESS = "SUCCESS"
_ALMOST = 0.9


def identity(found: SesIdentity | None, all_: Findings) -> Verdict:
    """May mails come from it at all?"""
    name = all_.standing.parameters["SesIdentity"]
    if found is None:
        words = f"SES was never asked to verify {name}"
        return fail(words, "`receipts deploy --keep-code` asks it to")
    if not found.is_verified:
        return fail(f"{name} is not verified", _AGAIN)
    return ok(f"{name} is verified")


def dkim(found: SesIdentity | None, all_: Findings) -> Verdict:
    """Are mails signed by the domain?"""
    if found is not None and found.dkim == _SUCCESS:
        return ok("mails are signed")
    if "@" in all_.standing.parameters["SesIdentity"]:
        return warn("an address is verified, not a domain", "verify the domain: mails go to spam")
    state = "missing" if found is None else found.dkim
    return fail(f"DKIM is {state}: large providers refuse such mails", _AGAIN)


def mail_from(found: SesIdentity | None, _: Findings) -> Verdict:
    """Does SPF name the domain?"""
    if found is None or not found.mail_from:
        return warn("no MAIL FROM domain, so SPF says amazonses.com", _AGAIN)
    if found.mail_from_status != _SUCCESS:
        return warn(f"{found.mail_from} is {found.mail_from_status}", _AGAIN)
    return ok(found.mail_from)


def sandbox(found: Sending, all_: Findings) -> Verdict:
    """May anybody get mail?"""
    if not found.is_in_sandbox:
        return ok("the account has left it")
    words = "only verified addresses get mail"
    return worse_in_prod(all_, words, "aws sesv2 put-account-details, see docs/deploy.md")


def account(found: Sending, _: Findings) -> Verdict:
    """Does SES take mails now?"""
    if found.is_sending:
        return ok("SES takes mails")
    return fail("SES has stopped the account", "read what AWS wrote you: docs/runbooks/paused.md")


def quota(found: Sending, _: Findings) -> Verdict:
    """Is there room today?"""
    if found.quota is None:
        return ok("as many as one likes")
    words = f"{found.sent:,} of {found.quota:,} mails in 24 hours"
    if found.sent > found.quota * _ALMOST:
        return warn(words, "what is over waits; ask AWS for more if that is every month")
    return ok(words)


def rate(found: Sending, all_: Findings) -> Verdict:
    """Do the workers keep to what SES allows?"""
    told = int(all_.standing.parameters["SesMaxSendRate"])
    words = f"SesMaxSendRate is {told}, SES allows {found.rate:g} a second"
    if told > found.rate:
        slower = "`receipts deploy --keep-code --parameter SesMaxSendRate=…`"
        return fail(words, f"{slower}, the largest value that is not above")
    return ok(words)
