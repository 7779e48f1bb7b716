import re
from pathlib import Path

from receipts.parsing.control import (
    Control,
    read_control,
)

DOC = (Path(__file__).parents[3] / "docs" / "control-totals.md").read_text(encoding="utf-8")


def test_the_guide_shows_a_sidecar_that_is_read():
    [example] = re.findall(r"```json\n(.*?)```", DOC, re.DOTALL)

    control = read_control({}, example.encode())

    assert isinstance(control, Control)
    assert None not in (control.rows, control.sha256)
    assert sorted(control.sums) == ["EUR", "USD"]


def test_the_guide_shows_metadata_that_says_the_same_as_its_sidecar():
    [example] = re.findall(r"```json\n(.*?)```", DOC, re.DOTALL)
    [metadata] = re.findall(r"--metadata (\S+)", DOC)

    pairs = dict(pair.split("=") for pair in metadata.split(","))

    assert read_control(pairs, None) == read_control({}, example.encode())
