"""`receipts drop`: a file into a stack's landing bucket, judged first and followed to its mails."""

import argparse
import functools
import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from receipts import bootstrap
from receipts.cli import exits, files, options, problems
from receipts.cli.accompany import accompany, control_of
from receipts.cli.judging import Asked, Judged, judge
from receipts.cli.tables import COUNTS_UNSENT, print_outcomes, print_plain, to_mend
from receipts.cli.telling import Telling, telling
from receipts.cli.waiting import Watch
from receipts.config import Stack
from receipts.errors import ConfigError
from receipts.model import DroppedFile, Mode
from receipts.parsing.branding import branding_of
from receipts.parsing.control import control_key
from receipts.parsing.gather import chosen_profile, contacts_of
from receipts.parsing.service import is_charges_file
from receipts.port_bundles import OperatorPorts

HELP = f"""Drop a charges file into a stack on AWS and follow it until its receipts are out.
{exits.WORDS}"""

_AGAIN = (
    "The pipeline goes on without this window. To look again, run the same command again:"
    " what was sent is never sent twice."
)
_LARGE = (
    "A file of this size goes to a Glue job, which takes some minutes to start."
    " Nobody is mailed before all of it is written."
)
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a file goes."""

    bucket: str
    key: str
    audit: str
    ports: OperatorPorts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="charges")
    add("--stack", default="receipts", help="the CloudFormation stack (default: %(default)s)")
    add("--profile", help="the source's format, as config/profiles/ of the bucket names it")
    options.add_period(parser)
    add("--correction", action="store_true", help="re-issue receipts that were sent already")
    add("--no-wait", action="store_true", help="do not wait for the receipts")
    words = "how long to wait (default: 60)"
    add("--timeout", type=options.minutes, default=3600.0, metavar="MINUTES", help=words)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Judge, upload, follow, tell."""
    files.expect(arguments.file)
    clients = bootstrap.aws_clients()
    stack = bootstrap.stack(clients, arguments.stack)
    target = _Target(
        stack.output("LandingBucket"),
        _key(arguments),
        f"s3://{stack.output('AuditBucket')}",
        bootstrap.operator(
            clients,
            audit_bucket=stack.output("AuditBucket"),
            ledger_table=stack.output("LedgerTable"),
        ),
    )
    with telling(console) as tell:
        judged = judge(_asked(arguments, stack, target), tell)
        dropped = None if judged.rejected else _upload(arguments, judged, target, tell)
    if dropped is None:
        return _refuse(judged, console)
    print_plain([f"Uploaded to s3://{dropped.bucket}/{dropped.key}"], console)
    if stack.mailbox:
        print_plain([f"This stack is a trial: every mail goes to {stack.mailbox}."], console)
    is_large = judged.is_beyond(stack.reach)
    if is_large:
        print_plain([_LARGE], console)
    if arguments.no_wait:
        print_outcomes(judged.outcomes, console, counts=COUNTS_UNSENT)
        return exits.exit_code(judged.outcomes)
    months = [run.billing_period for run in judged.runs]
    watch = Watch(dropped, months, file=arguments.file.name, is_large=is_large)
    return _follow(watch, target, arguments.timeout, console)


def _key(arguments: argparse.Namespace) -> str:
    key = options.key_of(arguments.file, arguments.period)
    if not is_charges_file(key):
        raise ConfigError(f"{key} would not be taken for charges: rename it")
    return f"corrections/{key}" if arguments.correction else key


def _asked(arguments: argparse.Namespace, stack: Stack, target: _Target) -> Asked:
    """As the parser will find it, with the files that are in the bucket now."""
    config = functools.partial(target.ports.landing.fetch_config, target.bucket)
    asked = {"profile": arguments.profile} if arguments.profile else {}
    profile, profile_file = chosen_profile(target.key, asked, config)
    own = _own_sidecar(arguments.file)
    return Asked(
        path=arguments.file,
        key=target.key,
        rulebook=stack.rulebook,
        profile=profile,
        profile_file=profile_file,
        contacts=contacts_of(profile, profile_file, config),
        sidecar=config(control_key(target.key)) if own is None else own,
        branding=branding_of(config),
        mode=Mode.CORRECTION if arguments.correction else Mode.CHARGES,
    )


def _own_sidecar(file: Path) -> bytes | None:
    return files.read_if_there(file.with_name(control_key(file.name)))


def _upload(
    arguments: argparse.Namespace, judged: Judged, target: _Target, tell: Telling
) -> DroppedFile:
    """The very bytes that were judged, after their sidecar."""
    tell.step(f"Uploading {arguments.file.name} …")
    metadata, sidecar = accompany(
        control_of(judged), profile=arguments.profile, sidecar=_own_sidecar(arguments.file)
    )
    upload = functools.partial(target.ports.landing.upload, target.bucket)
    if sidecar is not None:
        upload(control_key(target.key), io.BytesIO(sidecar), {})
    return upload(target.key, io.BytesIO(judged.inputs.data), metadata)


def _refuse(judged: Judged, console: Console) -> int:
    print_outcomes(judged.outcomes, console, counts=COUNTS_UNSENT)
    told = [words for outcome in judged.outcomes for words in outcome.file_errors]
    lines = [*problems.summary(judged.problems, told=told), "Nothing was uploaded."]
    print_plain(lines, console)
    return exits.exit_code(judged.outcomes)


def _follow(watch: Watch, target: _Target, seconds: float, console: Console) -> int:
    try:
        with telling(console) as tell:
            over = watch.follow(target.ports, tell, patience=timedelta(seconds=seconds))
    except KeyboardInterrupt:
        print_plain([_AGAIN], console)
        return _INTERRUPTED
    if watch.outcomes:
        print_outcomes(watch.outcomes, console)
        print_plain(to_mend(watch.outcomes, target.audit), console)
    if not over:
        print_plain([_AGAIN], console)
    return exits.exit_code(watch.outcomes)
