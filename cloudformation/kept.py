"""The part of the template that outlives its stack, as a template of its own: to import it again.

    python -m cloudformation.kept > kept.yaml

docs/deploy.md says when. Texts, not YAML: what is imported is told in the very same words.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_TEMPLATE = Path(__file__).with_name("receipts.yaml")
_SECTION = re.compile(r"^(?=\w)", re.MULTILINE)
_ENTRY = re.compile(r"^(?=  \w)", re.MULTILINE)
#: Answers of queries, gone in a week: the stack makes another.
_NOT_WORTH_IT = ("ResultsBucket", "ResultsBucketPolicy")
#: Its roles are gone with the stack; the next deployment puts it back.
_OF_ROLES = re.compile(r" {10}- Sid: PipelineReadsAndAdds\n(?: {12}.*\n)+")


def kept(template: str) -> str:
    """Resources that are retained, and the conditions and parameters that they name."""
    sections = {part.partition(":")[0]: part for part in _SECTION.split(template) if part}
    resources = [_OF_ROLES.sub("", text) for text in _retained(sections["Resources"])]
    conditions = list(_named(sections["Conditions"], "".join(resources)))
    parameters = list(_named(sections["Parameters"], "".join([*resources, *conditions])))
    return "".join(
        [
            "AWSTemplateFormatVersion: '2010-09-09'\n",
            *("Parameters:\n", *parameters),
            *("Conditions:\n", *conditions),
            *("Resources:\n", *resources),
        ]
    )


def _entries(section: str) -> Iterator[tuple[str, str]]:
    for text in _ENTRY.split(section)[1:]:
        yield text.partition(":")[0].strip(), text


def _retained(section: str) -> Iterator[str]:
    for name, text in _entries(section):
        if "\n    DeletionPolicy: Retain\n" in text and name not in _NOT_WORTH_IT:
            yield text


def _named(section: str, where: str) -> Iterator[str]:
    return (text for name, text in _entries(section) if re.search(rf"\b{name}\b", where))


if __name__ == "__main__":
    sys.stdout.write(kept(_TEMPLATE.read_text(encoding="utf-8")))
