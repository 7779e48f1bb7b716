"""Measure what it takes to make a mail: python -m benchmarks.mails --help."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from statistics import median

from benchmarks.goals import Verdict
from benchmarks.interleaved import Timings, Variant, interleave, ratio
from benchmarks.report import Grid, conditions, goals, show, spread
from benchmarks.worker_world import LETTERHEAD, RECEIPT
from receipts.delivery.mime import Envelope, build_mime, customer_of
from receipts.delivery.render import Rendered, render
from receipts.delivery.wording import LOGO_CID
from receipts.letterhead import Letterhead

_GOAL = 3
_MAILS = 50
_ENVELOPE = Envelope(
    to=customer_of(RECEIPT),
    from_address="billing@example.com",
    reply_to="help@example.com",
    now=datetime(2026, 11, 23, 3, tzinfo=UTC),
)
_PLAIN = replace(LETTERHEAD, logo=None)
KINDS = {
    "en": (_PLAIN, "en"),
    "de": (_PLAIN, "de"),
    "en, logo": (LETTERHEAD, "en"),
    "de, logo": (LETTERHEAD, "de"),
}


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    measured_in = conditions("babel", "jinja2")
    measured = [measure(kind, asked.rounds) for kind in KINDS]
    verdicts = [_verdict(name, timings[-1]) for name, timings in zip(KINDS, measured, strict=True)]
    show(measured_in, [goals(verdicts), _grid(measured)], markdown=asked.markdown)


def measure(kind: str, rounds: int) -> list[Timings]:
    """Each part of the work; both last, by the library and by us."""
    return interleave(_variants(kind, *KINDS[kind]), rounds)


def _variants(name: str, letterhead: Letterhead, locale: str) -> list[Variant]:
    """The same words, put together by EmailMessage and by us."""
    receipt = replace(RECEIPT, locale=locale)

    def words() -> Rendered:
        return render(receipt, letterhead=letterhead, revision=1)

    rendered = words()
    return [
        Variant(f"{name}: render", _often(words)),
        Variant(f"{name}: build_mime", _often(lambda: _ours(rendered, letterhead))),
        Variant(f"{name}: EmailMessage", _often(lambda: _librarys(rendered, letterhead))),
        Variant(f"{name}: both with EmailMessage", _often(lambda: _librarys(words(), letterhead))),
        Variant(f"{name}: both", _often(lambda: _ours(words(), letterhead))),
    ]


def _often(make: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(_MAILS):
            make()

    return run


def _ours(words: Rendered, letterhead: Letterhead) -> bytes:
    return build_mime(words, letterhead=letterhead, envelope=_ENVELOPE)


def _librarys(words: Rendered, letterhead: Letterhead) -> bytes:
    """As anyone would write it first."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(letterhead.seller_name, addr_spec=_ENVELOPE.from_address)
    mail["Reply-To"] = _ENVELOPE.reply_to
    mail["To"] = _ENVELOPE.to
    mail["Subject"] = words.subject
    mail["Date"] = _ENVELOPE.now
    mail["Content-Language"] = words.language
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.set_content(words.text, cte="quoted-printable")
    mail.add_alternative(words.html, subtype="html", cte="quoted-printable")
    if logo := letterhead.logo:
        html = mail.get_payload()[1]
        html.add_related(logo.data, "image", logo.kind, cid=f"<{LOGO_CID}>")
    return mail.as_bytes()


def _verdict(name: str, timings: Timings) -> Verdict:
    values = _milliseconds(timings)
    goal = f"CPU ms per mail of ten lines ≤ {_GOAL}"
    return Verdict(goal, name, spread(values), median(values) <= _GOAL)


def _grid(measured: Sequence[Sequence[Timings]]) -> Grid:
    """Each kind's work, and what it is of what anyone would write first."""
    rows = []
    for timings in measured:
        first = timings[-2]
        for timing in timings:
            times = ratio(timing, first)
            of_first = f"{times.median:.3g} ({times.lowest:.3g} to {times.highest:.3g})"
            share = "1" if timing is first else of_first
            rows.append((timing.name, spread(_milliseconds(timing)), share))
    return Grid(("Work", "CPU ms per mail (range)", "Ratio to both with EmailMessage"), rows)


def _milliseconds(timings: Timings) -> list[float]:
    return [1000 * seconds / _MAILS for seconds in timings.cpu]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.mails", description="Measure what it takes to make a mail."
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--markdown", action="store_true", help="print tables to be pasted")
    return parser.parse_args()


if __name__ == "__main__":
    main()
