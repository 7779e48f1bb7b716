"""What the template's parameters are told: by options, by a file, or by a person who is asked."""

import argparse
import json
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from receipts.cli import files
from receipts.cli.tables import print_plain
from receipts.deployment.parameters import Told
from receipts.deployment.preparing import Prepared
from receipts.errors import ConfigError
from receipts.stacks import Declared, Value


def given(arguments: argparse.Namespace) -> dict[str, str]:
    """The file's, with the options' on top."""
    file = arguments.parameters
    return {**(_read(file) if file else {}), **dict(arguments.parameter)}


def _read(path: Path) -> dict[str, str]:
    files.expect(path)
    read = json.loads if path.suffix == ".json" else tomllib.loads
    try:
        found: Any = read(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    try:
        if isinstance(found, list):  # as `aws cloudformation` has them
            found = {each["ParameterKey"]: each["ParameterValue"] for each in found}
        return {name: _text(name, value, path) for name, value in found.items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} is no list of parameters and their values") from error


def _text(name: str, value: Any, path: Path) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise ConfigError(f"{path}: {name} is not one text or number")


_ASKED = "The stack has to be told some things. Ctrl-C ends this and leaves the stack as it is."


def completed(
    prepared: Prepared, known: Mapping[str, str], arguments: argparse.Namespace, console: Console
) -> tuple[Prepared, dict[str, str]]:
    """With what a person says to what is missing, if there is one; else as it is."""
    missing = prepared.told.missing
    if arguments.yes or not missing or not sys.stdin.isatty():
        return prepared, dict(known)
    print_plain([_ASKED], console)
    answers = {each.name: _ask(each, console) for each in missing}
    values = (*prepared.told.values, *(Value(name=n, value=v) for n, v in answers.items()))
    return replace(prepared, told=Told(values, ())), {**known, **answers}


def _ask(parameter: Declared, console: Console) -> str:
    print_plain(["", parameter.description], console)
    answer = ""
    while not answer:
        answer = input(f"{parameter.name}: ").strip()
    return answer
