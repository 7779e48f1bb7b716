"""`receipts validate`: what would become of a file, by the parser's own rules. Nothing is sent."""

import argparse
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from receipts.cli import exits, files, options, problems
from receipts.cli.judging import Asked, Judged, judge
from receipts.cli.rejects import write_rejects
from receipts.cli.tables import COUNTS_UNSENT, print_outcomes, print_plain
from receipts.cli.telling import Telling, telling
from receipts.errors import ConfigError
from receipts.model import Problem
from receipts.parsing.control import control_key
from receipts.parsing.profiles import BUILT_IN, read_profile
from receipts.parsing.service import chosen_profile, contacts_of

HELP = f"""Judge a charges file before it is dropped. Nothing is sent.
{exits.WORDS}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="charges")
    add(
        "--profile",
        default="plain",
        help="plain (default), focus, your own below config/profiles/, or a path to a .toml",
    )
    add("--contacts", type=Path, metavar="F", help="names and addresses, for profiles without")
    options.add_period(parser)
    add(
        "--control",
        type=Path,
        metavar="SIDECAR",
        help="control totals (default: FILE.control.json if it is there)",
    )
    add("--json", type=Path, metavar="OUT", help="write exact numbers and every problem")
    add("--rejects", type=options.workbook, metavar="OUT.xlsx", help="write the held rows")
    options.add_rulebook(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Judge, write what was asked for, tell."""
    read = (arguments.file, arguments.contacts, arguments.control)
    files.expect(*read)
    for target in (arguments.json, arguments.rejects):
        files.refuse_to_overwrite(target, *read)
    with telling(console) as tell:
        judged = judge(_asked(arguments), tell)
        written = _write(arguments, judged, tell, read)
    print_outcomes(judged.outcomes, console, counts=COUNTS_UNSENT)
    told = [words for each in judged.outcomes for words in (*each.file_errors, *each.file_warnings)]
    print_plain([*problems.summary(judged.problems, told=told), *written], console)
    return exits.exit_code(judged.outcomes)


def _asked(arguments: argparse.Namespace) -> Asked:
    path, config = arguments.file, files.config_near(arguments.file)
    name, own = _profile(arguments.profile, config)
    given = arguments.contacts
    beside = path.with_name(control_key(path.name))
    return Asked(
        path=path,
        key=options.key_of(path, arguments.period),
        rulebook=options.rulebook(arguments),
        profile=name,
        profile_file=own,
        contacts=given.read_bytes() if given else contacts_of(name, own, config),
        sidecar=files.read_if_there(arguments.control or beside),
    )


def _profile(asked: str, config: Callable[[str], bytes | None]) -> tuple[str, bytes | None]:
    path = Path(asked)
    if path.suffix != ".toml":
        return chosen_profile("", {"profile": asked}, config)
    files.expect(path)
    data = path.read_bytes()
    if path.stem in BUILT_IN and isinstance(refused := read_profile(path.stem, data), Problem):
        raise ConfigError(refused.message)
    return path.stem, data


def _write(
    arguments: argparse.Namespace, judged: Judged, tell: Telling, read: tuple[Path | None, ...]
) -> list[str]:
    lines = []
    if arguments.rejects:
        tell.step("Writing the rejects …")
        lines.append(write_rejects(arguments.rejects, judged.runs, read=read))
    if arguments.json:
        files.write_json(arguments.json, _as_json(judged))
        lines.append(f"Every problem and all numbers: {arguments.json}")
    elif judged.problems:
        lines.append("Every problem and all numbers: add --json OUT")
    return lines


def _as_json(judged: Judged) -> dict[str, object]:
    outcomes = [outcome.as_json() for outcome in judged.outcomes]
    for outcome in outcomes:
        del outcome["sent"]
    return {"files": outcomes, "problems": problems.as_json(judged.problems)}
