import pytest

from receipts.cli.main import EX_SOFTWARE, EX_USAGE, main


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["send"],
        ["demo"],
        ["demo", "x.csv"],
        ["demo", "x.csv", "--out", "o", "--period", "2024-9"],
        ["local", "--port", "many"],
    ],
)
def test_a_wrong_command_line_has_an_exit_code_of_its_own(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == EX_USAGE
    assert "usage:" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path, capsys):
    code = main(["demo", str(tmp_path / "none.csv"), "--out", str(tmp_path / "out")])

    assert code == EX_SOFTWARE
    assert capsys.readouterr().err == f"receipts: no such file: {tmp_path / 'none.csv'}\n"
