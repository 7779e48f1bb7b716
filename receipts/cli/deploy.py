"""`receipts deploy`: a stack as it should be, shown before it is done, followed until it is."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from receipts import bootstrap, bootstrap_deploy
from receipts.cli import deploy_asking, embedded, exits, options, supporting
from receipts.cli.supporting import NOT_DONE
from receipts.cli.tables import print_plain
from receipts.cli.telling import telling
from receipts.deployment import changes, events
from receipts.deployment.next_steps import next_steps
from receipts.deployment.parameters import goes_from_trial_to_prod
from receipts.deployment.preparing import Prepared, Wanted, prepare
from receipts.deployment.service import Outcome, carry_out, propose, refused, situation
from receipts.stack_ports import DeployPorts
from receipts.stacks import ChangeSet, Event, Whereabouts

HELP = """Make or change a stack on AWS: shows what changes, asks, does it, and says what is next.
Exit code: 0 the stack is as it should be, 1 nothing was done or it failed, 64 wrong usage,
70 it could not run."""

_GOES_ON = (
    "AWS goes on without this window. `receipts deploy` again says how it ended;"
    " `aws cloudformation describe-stack-events` has what happened."
)
_INTERRUPTED = 130
_FROM_TRIAL = (
    "This stack is a trial. What it sent counts as sent, so its months would never reach the"
    " customers: make another with --stack. If no customer's month was ever tried here, say"
    " --allow-replacing Environment. Nothing was done."
)
_PROTECTED = (
    "The stack is protected from deletion now (termination protection). docs/deploy.md says how it"
    " is deleted all the same."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    words = "what it is called (default: %(default)s)"
    add("--stack", "--stack-name", default="receipts", metavar="NAME", help=words)
    options.add_parameter(parser, "a parameter of the template, such as Environment=prod")
    words = "parameters by name, as a TOML or a JSON file"
    add("--parameters", type=Path, metavar="FILE", help=words)
    code = parser.add_mutually_exclusive_group()
    words = "what `make build` wrote (default: dist of this checkout)"
    code.add_argument(
        "--code", type=Path, default=embedded.ROOT / "dist", metavar="DIR", help=words
    )
    words = "change parameters only: template and code stay what the stack has, nothing is uploaded"
    code.add_argument("--keep-code", action="store_true", help=words)
    words = "a bucket in this Region for the code (default: one of this account's own, made once)"
    add("--artifact-bucket", metavar="NAME", help=words)
    words = "that this resource may be replaced or removed, although it holds data; may be repeated"
    add("--allow-replacing", action="append", default=[], metavar="NAME", help=words)
    add("--yes", action="store_true", help="do not ask")
    add(
        "--dry-run",
        action="store_true",
        help="only show what would change; the code is uploaded for that",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Who asks for what, and where."""

    arguments: argparse.Namespace
    console: Console
    where: Whereabouts
    ports: DeployPorts

    def say(self, *lines: str) -> None:
        print_plain(lines, self.console)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Look, show, ask, do."""
    if wrong := _usage(arguments):
        print_plain([wrong], console)
        return exits.EX_USAGE
    given = deploy_asking.given(arguments)
    clients = bootstrap.aws_clients()
    where = bootstrap_deploy.surroundings(clients)
    ports = bootstrap_deploy.deployer(clients, where)
    desk = _Desk(arguments=arguments, console=console, where=where, ports=ports)
    desk.say(_whereabouts(where, arguments.stack))
    prepared, given = deploy_asking.completed(_prepared(desk, given), given, arguments, console)
    switches = goes_from_trial_to_prod(prepared.before, given)
    if switches and "Environment" not in arguments.allow_replacing:
        desk.say(_FROM_TRIAL)
        return NOT_DONE
    with telling(console) as tell:
        proposed = propose(prepared, ports=ports, tell_=tell.step)
    return _decide(prepared, proposed, desk)


def _usage(arguments: argparse.Namespace) -> str:
    """What is wrong with how it was asked; empty where nothing is."""
    if not (arguments.yes or arguments.dry_run or sys.stdin.isatty()):
        return "Nobody can be asked here: say --yes, or --dry-run to look."
    if arguments.keep_code and arguments.artifact_bucket:
        return "--keep-code uploads nothing: leave --artifact-bucket out, or deploy code."
    return ""


def _prepared(desk: _Desk, given: dict[str, str]) -> Prepared:
    wanted = Wanted(
        stack=desk.arguments.stack,
        template=embedded.TEMPLATE,
        code=None if desk.arguments.keep_code else desk.arguments.code,
        bucket=desk.arguments.artifact_bucket,
        given=given,
    )
    with telling(desk.console) as tell:
        return prepare(wanted, where=desk.where, ports=desk.ports, tell_=tell.step)


def _whereabouts(where: Whereabouts, stack: str) -> str:
    # An embedded AWS is not called by a name of AWS's.
    at = "" if ".amazonaws." in where.s3 else f", at {where.s3}"
    return f"Stack {stack}, account {where.account}, Region {where.region}{at}, as {where.arn}"


def _decide(prepared: Prepared, proposed: ChangeSet, desk: _Desk) -> int:
    """Show it; go on if somebody wants it."""
    arguments, forget = desk.arguments, desk.ports.stacks.discard
    if proposed.is_empty:
        forget(prepared.order, proposed)
        desk.say("Nothing to change: the stack is as it should be.")
        return 0 if arguments.dry_run else _tell_next(desk)
    desk.say(*changes.in_words(proposed.changes, is_new=prepared.is_new))
    if may := prepared.template.capabilities:
        desk.say(f"CloudFormation may make roles and policies for it ({', '.join(may)}).")
    if lost := refused(proposed, arguments.allow_replacing):
        desk.say(*changes.refusal(lost))
    elif arguments.dry_run:
        desk.say("Nothing was done.")
    elif supporting.agreed(arguments, desk.console):
        return _do(prepared, proposed, desk)
    forget(prepared.order, proposed)
    return 0 if arguments.dry_run and not lost else NOT_DONE


def _do(prepared: Prepared, proposed: ChangeSet, desk: _Desk) -> int:
    def on_event(event: Event) -> None:
        desk.say(events.in_words(event))

    try:
        outcome = carry_out(prepared, proposed, ports=desk.ports, on_event=on_event)
    except KeyboardInterrupt:
        desk.say(_GOES_ON)
        return _INTERRUPTED
    if not outcome.is_done:
        desk.say(*_failed(outcome))
        return NOT_DONE
    has_new_names = prepared.is_new or bool(refused(proposed, ()))
    desk.say("", *_done(outcome.standing.outputs if has_new_names else {}))
    return _tell_next(desk)


def _done(outputs: Mapping[str, str]) -> Iterator[str]:
    yield "Done. The stack:" if outputs else "Done."
    for name, value in sorted(outputs.items()):
        yield f"  {name:<30} {value}"


def _failed(outcome: Outcome) -> Iterator[str]:
    yield f"The stack is {outcome.standing.status}: what was begun was taken back."
    if outcome.failure:
        yield from events.advice(outcome.failure)


def _tell_next(desk: _Desk) -> int:
    now = situation(desk.arguments.stack, where=desk.where, ports=desk.ports)
    if now.is_protection_new:
        desk.say(_PROTECTED)
    if now.is_identity_new:
        desk.say(f"SES was asked to verify {now.standing.parameters['SesIdentity']}.")
    desk.say("", "What is next:", *next_steps(now))
    return 0
