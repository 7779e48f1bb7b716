import json

import pytest

from benchmarks import quick
from benchmarks.recorded import complaints

_NAME = "judging a file / typed read"


@pytest.mark.parametrize(
    ("recorded", "measured"),
    [(2.0, 2.0), (2.0, 0.1), (2.0, 3.0), (0.2, 0.29)],
    ids=["the same", "much faster", "just tolerated", "likewise, of a small ratio"],
)
def test_what_is_not_much_slower_than_recorded_is_no_complaint(recorded, measured):
    told = complaints({_NAME: recorded}, {_NAME: measured})

    assert told == []


def test_a_ratio_more_than_half_as_slow_again_is_named_with_what_to_do():
    (told,) = complaints({_NAME: 2.0, "fine": 1.0}, {_NAME: 3.1, "fine": 1.0})

    assert told.startswith(f"{_NAME} is 3.1, recorded 2: 1.55 times as slow")
    assert "make bench-quick RECORD=1" in told


@pytest.mark.parametrize(
    ("recorded", "measured", "said"),
    [
        ({}, {_NAME: 1.0}, f"{_NAME} is measured and not recorded"),
        ({_NAME: 1.0}, {}, f"{_NAME} is recorded and no longer measured"),
    ],
    ids=["new", "gone"],
)
def test_what_cannot_be_compared_is_a_complaint(recorded, measured, said):
    (told,) = complaints(recorded, measured)

    assert told.startswith(said)


@pytest.fixture
def measuring(monkeypatch, tmp_path):
    """Rounds of `measure`, given instead of measured; what each was asked for."""
    path, asked = tmp_path / "recorded.json", []
    path.write_text(json.dumps({"conditions": "then", "ratios": {"a": 1.0, "b": 1.0}}))
    monkeypatch.setattr(quick, "_RECORDED", path)
    monkeypatch.setattr("sys.argv", ["quick"])

    def given(*rounds):
        left = list(rounds)

        def measure(names):
            asked.append(list(names))
            return left.pop(0)

        monkeypatch.setattr(quick, "measure", measure)
        return asked

    return given


def test_what_is_slow_twice_fails(measuring, capsys):
    asked = measuring({"a": 1.6, "b": 1.0}, {"a": 1.7})

    code = quick.main()

    assert code == 1
    assert asked[1] == ["a"]
    assert capsys.readouterr().err.startswith("a is 1.7, recorded 1: 1.70 times as slow")


def test_what_is_slow_once_does_not_fail(measuring, capsys):
    measuring({"a": 1.6, "b": 1.0}, {"a": 1.1})

    code = quick.main()

    assert code == 0
    assert capsys.readouterr().err == ""


def test_what_was_recorded_is_what_is_measured():
    recorded = json.loads(quick._RECORDED.read_text())["ratios"]

    assert list(recorded) == [*quick.AT_ONCE, *quick.LATER]
