"""A file that is to be judged before anything is dropped, and what goes with it."""

import argparse
from collections.abc import Callable
from pathlib import Path

from receipts.cli import files, options
from receipts.cli.judging import Asked
from receipts.config import Rulebook
from receipts.errors import ConfigError
from receipts.model import Mode, Problem
from receipts.parsing.branding import branding_of
from receipts.parsing.control import control_key
from receipts.parsing.gather import chosen_profile, contacts_of
from receipts.parsing.profiles import BUILT_IN, read_profile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file and what is read beside it."""
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


def asked(
    arguments: argparse.Namespace,
    *,
    rulebook: Rulebook,
    config: Callable[[str], bytes | None],
    mode: Mode = Mode.CHARGES,
) -> Asked:
    """As the parser would find it, with `config` in the place of the bucket's `config/`."""
    path, given = arguments.file, arguments.contacts
    name, own = _profile(arguments.profile, config)
    beside = path.with_name(control_key(path.name))
    return Asked(
        path=path,
        key=options.key_of(path, arguments.period),
        rulebook=rulebook,
        profile=name,
        profile_file=own,
        contacts=given.read_bytes() if given else contacts_of(name, own, config),
        sidecar=files.read_if_there(arguments.control or beside),
        mode=mode,
        branding=branding_of(config),
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
