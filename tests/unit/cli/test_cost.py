"""What a person reads of a month's cost."""

import pytest

from receipts.cli.main import EX_USAGE, main


def told(capsys, *arguments):
    code = main(["cost", *arguments])
    return code, capsys.readouterr().out


def row(text, name):
    (line,) = (line for line in text.splitlines() if line.strip().startswith(name))
    return line.removeprefix(f" {name}").split()


def test_a_month_is_told_item_by_item_with_its_sums(capsys):
    code, text = told(capsys, "--customers", "100000")

    assert code == 0
    assert row(text, "S3: snapshots, one PUT each") == ["0.500"]
    assert row(text, "SES: mails") == ["10.000"]
    assert row(text, "= the same for 100,000 receipts") == row(
        text, "= everything but SES and what is fixed"
    )
    assert "List prices of us-east-1, read 20" in text
    assert "without free tiers" in text


def test_months_stand_side_by_side(capsys):
    _, text = told(capsys, "--customers", "1000", "1000000", "--lines", "5000", "9000000")

    assert "1,000 receipts" in text
    assert "1,000,000 receipts" in text
    assert row(text, "SES: mails") == ["0.100", "100.000"]


@pytest.mark.parametrize(
    ("option", "item"),
    [
        (["--no-keep-mails"], "S3: kept mails, one PUT each"),
        (["--lines", "9000000"], "S3: storage"),
        (["--rate", "1"], "Lambda: worker"),
        (["--months", "120"], "DynamoDB: storage, backup"),
        (["--essentials"], "SES: mails"),
        (["--attachment-bytes", "50000"], "= SES"),
    ],
)
def test_each_option_moves_its_item(capsys, option, item):
    _, usual = told(capsys, "--customers", "100000")

    _, other = told(capsys, "--customers", "100000", *option)

    assert row(usual, item) != row(other, item)


def test_the_basis_has_every_price_with_its_source(capsys):
    _, text = told(capsys, "--customers", "1", "--basis", "--markdown")

    assert "| 0.625 | 1,000,000 write request units of 1 KB | July 2025 | https://airbyte" in text
    assert "| parser s3 PutObject | 1 | receipt | its snapshot |" in text
    assert "| 600 | bytes | a row of the ledger" in text


@pytest.mark.parametrize(
    "options",
    [
        ["--customers", "1", "2", "--lines", "3"],
        ["--customers", "10", "--lines", "9"],
    ],
)
def test_lines_that_do_not_fit_the_customers_are_refused(capsys, options):
    code, text = told(capsys, *options)

    assert code == EX_USAGE
    assert "lines" in text or "line." in text


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--customers", "0"],
        ["--customers", "many"],
        ["--customers", "1", "--rate", "3"],
        ["--customers", "1", "--attachment-bytes", "30000001"],
        ["--customers", "1", "--months", "0"],
    ],
)
def test_a_wrong_command_line_is_said(options, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["cost", *options])

    assert stopped.value.code == EX_USAGE
    assert "usage:" in capsys.readouterr().err
