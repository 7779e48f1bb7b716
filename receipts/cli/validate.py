"""`receipts validate`: what would become of a file, by the parser's own rules. Nothing is sent."""

import argparse
from pathlib import Path

from rich.console import Console

from receipts.cli import asking, exits, files, options, problems
from receipts.cli.judging import Judged, judge
from receipts.cli.rejects import write_rejects
from receipts.cli.tables import COUNTS_UNSENT, print_outcomes, print_plain
from receipts.cli.telling import Telling, telling

HELP = f"""Judge a charges file before it is dropped. Nothing is sent.
{exits.WORDS}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    asking.add_arguments(parser)
    add = parser.add_argument
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
        asked = asking.asked(
            arguments,
            rulebook=options.rulebook(arguments),
            config=files.config_near(arguments.file),
        )
        judged = judge(asked, tell)
        written = _write(arguments, judged, tell, read)
    print_outcomes(judged.outcomes, console, counts=COUNTS_UNSENT)
    told = [words for each in judged.outcomes for words in (*each.file_errors, *each.file_warnings)]
    print_plain([*problems.summary(judged.problems, told=told), *written], console)
    return exits.exit_code(judged.outcomes)


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
