import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.model import Problem, Severity
from receipts.money import CURRENCIES
from receipts.parsing.control import (
    Control,
    as_metadata,
    as_sidecar,
    control_key,
    differences,
    read_control,
)

DOC = (Path(__file__).parents[3] / "docs" / "control-totals.md").read_text(encoding="utf-8")
HEX = "0123456789abcdef" * 4
NOTHING = Control()
ALL = Control(3, {"EUR": Decimal("-0.5"), "USD": Decimal(100)}, HEX)
METADATA = {
    "control-rows": "3",
    "control-sha256": HEX,
    "control-sum-eur": "-0.5",
    "control-sum-usd": "100",
}
SIDECAR = {"rows": 3, "sha256": HEX, "sums": {"USD": "100", "EUR": "-0.5"}}

CONTROLS = st.builds(
    Control,
    st.none() | st.integers(0, 10**15 - 1),
    st.dictionaries(
        st.sampled_from(sorted(CURRENCIES)),
        st.decimals(-(10**27), 10**27, allow_nan=False, places=12)
        | st.sampled_from([Decimal("1E+20"), Decimal("-0"), Decimal("1E-12")]),
    ),
    st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
)


def sidecar(**members):
    return json.dumps(members).encode()


def reason(result):
    assert isinstance(result, Problem), f"it was read: {result}"
    assert (result.code, result.severity) == ("control_unreadable", Severity.ERROR)
    return result.message.removeprefix("The control totals cannot be read: ")


def found(control, *, rows=3, sums=ALL.sums, sha256=HEX):
    problems = differences(control, rows=rows, sums=sums, sha256=sha256)
    return [(problem.code, problem.value, problem.message) for problem in problems]


@pytest.mark.parametrize(
    "metadata", [{}, {"owner": "finance", "x": ""}, {"controls": "1", "my-control-rows": "x"}]
)
def test_a_file_without_control_totals_expects_nothing(metadata):
    assert read_control(metadata, None) == NOTHING


@pytest.mark.parametrize(
    ("metadata", "beside"),
    [
        (METADATA, None),
        ({**METADATA, "owner": "finance"}, None),
        ({name.title(): value for name, value in METADATA.items()}, None),
        ({}, json.dumps(SIDECAR).encode()),
        ({}, b"\xef\xbb\xbf" + json.dumps(SIDECAR).encode()),
        (METADATA, json.dumps(SIDECAR).encode()),
        ({"control-rows": "3"}, sidecar(sha256=HEX, sums=SIDECAR["sums"])),
        ({"control-sum-usd": "100.00"}, sidecar(rows=3, sha256=HEX.upper(), sums=SIDECAR["sums"])),
    ],
)
def test_either_source_or_both_together_say_what_is_expected(metadata, beside):
    assert read_control(metadata, beside) == ALL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"rows": 0}', Control(rows=0)),
        ('{"rows": "7"}', Control(rows=7)),
        ('{"sums": {"usd": 0.1}}', Control(sums={"USD": Decimal("0.1")})),
        (
            '{"sums": {"USD": 12345678901234567890.123456789012}}',
            Control(sums={"USD": Decimal("12345678901234567890.123456789012")}),
        ),
        ('{"sums": {"JPY": -5, "USD": 0}}', Control(sums={"JPY": Decimal(-5), "USD": Decimal(0)})),
        (f'{{"sha256": "{HEX.upper()}", "sums": {{}}}}', Control(sha256=HEX)),
    ],
)
def test_a_sidecar_is_read_exactly(text, expected):
    assert read_control({}, text.encode()) == expected


@pytest.mark.parametrize(
    ("metadata", "mistake"),
    [
        ({"control-row": "3"}, '"control-row" is not known: write control-rows, '),
        ({"control-": "3"}, '"control-" is not known'),
        ({"control-sum": "3"}, '"control-sum" is not known'),
        ({"control-sum-": "3"}, '"control-sum-" does not name an ISO 4217 currency such as USD.'),
        ({"control-sum-usdd": "3"}, '"control-sum-usdd" does not name an ISO 4217 currency'),
        ({"control-sum-xxx": "3"}, '"control-sum-xxx" does not name an ISO 4217 currency'),
        ({"control-rows": "-1"}, '"control-rows" must be a whole number such as 456, not "-1".'),
        ({"control-rows": "3.0"}, 'not "3.0".'),
        ({"control-rows": "1_000"}, 'not "1_000".'),
        ({"control-rows": "\u0663"}, 'not "\\u0663".'),
        ({"control-rows": ""}, 'not "".'),
        ({"control-sha256": HEX[1:]}, '"control-sha256" must be 64 hex digits, not "1234'),
        ({"control-sha256": HEX[1:] + "g"}, "must be 64 hex digits"),
        ({"control-sum-usd": "1E2"}, 'must be a plain decimal such as 1234.50, not "1E2".'),
        ({"control-sum-usd": "1,000.00"}, 'not "1,000.00".'),
        ({"control-sum-usd": "$5"}, 'not "$5".'),
        ({"control-sum-usd": "NaN"}, 'not "NaN".'),
        ({"control-sum-usd": " 5\n"}, 'not " 5\\n".'),
        ({"control-sum-usd": "9" * 41}, "must be a plain decimal"),
        ({"control-sum-usd": "0." + "0" * 31}, "must be a plain decimal"),
        ({"control-rows": "3", "Control-Rows": "3"}, '"control-rows" stands twice: keep one.'),
    ],
)
def test_a_mistake_in_metadata_is_named(metadata, mistake):
    assert mistake in reason(read_control(metadata, None))


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (b"", "The sidecar is not JSON in UTF-8: mend it, or delete it."),
        (b"rows: 3", "The sidecar is not JSON"),
        (b'{"rows": 3} {}', "The sidecar is not JSON"),
        ('{"rows": 3}'.encode("utf-16"), "The sidecar is not JSON"),
        (b"[" * 100_000, "The sidecar is not JSON"),
        (b"{}", "The sidecar names nothing to compare"),
        (b'{"sums": {}}', "The sidecar names nothing to compare"),
        (b"[]", "The sidecar names nothing to compare"),
        (b"3", "The sidecar names nothing to compare"),
        (b"null", "The sidecar names nothing to compare"),
        (b'{"row": 3}', 'The sidecar\'s "row" is not known: '),
        (b'{"control-rows": 3}', 'The sidecar\'s "control-rows" is not known'),
        (b'{"control-sum-usd": 3}', 'The sidecar\'s "control-sum-usd" is not known'),
        (b'{"": 3}', 'The sidecar\'s "" is not known'),
        (b'{"\\ud800\\n": 3}', 'The sidecar\'s "\\ud800\\n" is not known'),
        (b'{"rows": true}', 'The sidecar\'s "rows" must be a whole number such as 456, not true.'),
        (b'{"rows": null}', "not null."),
        (b'{"rows": 3.0}', 'not "3.0".'),
        (b'{"rows": -3}', 'not "-3".'),
        (b'{"rows": {"a": 1}}', 'not [["a", "1"]].'),
        (b'{"rows": ' + b"9" * 5000 + b"}", "must be a whole number"),
        (b'{"sha256": null}', "must be 64 hex digits, not null."),
        (b'{"sums": ["USD"]}', 'The sidecar\'s "sums" does not name an ISO 4217 currency'),
        (b'{"sums": "5"}', 'The sidecar\'s "sums" does not name an ISO 4217 currency'),
        (b'{"sums": {"": 5}}', 'The sidecar\'s "sums" "" does not name an ISO 4217 currency'),
        (b'{"sums": {"US": 5}}', 'The sidecar\'s "sums" "US" does not name an ISO 4217 currency'),
        (b'{"sums": {"USD": false}}', 'The sidecar\'s "sums" "USD" must be a plain decimal'),
        (b'{"sums": {"USD": NaN}}', 'not "NaN".'),
        (b'{"sums": {"USD": -Infinity}}', 'not "-Infinity".'),
        (b'{"sums": {"USD": 1e2}}', 'not "1e2".'),
        (b'{"sums": {"USD": 1E999999999}}', 'not "1E999999999".'),
        (b'{"sums": {"USD": {}}}', "not []."),
        (b'{"rows": 3, "rows": 3}', 'The sidecar\'s "rows" stands twice: keep one.'),
        (b'{"sums": {"USD": 1, "USD": 1}}', 'The sidecar\'s "sums" "USD" stands twice: keep one.'),
        (b'{"sums": {"USD": 1, "usd": 2}}', '"usd" is 2, but 1 elsewhere: make them agree.'),
    ],
)
def test_a_mistake_in_the_sidecar_is_named(text, mistake):
    assert mistake in reason(read_control({}, text))


@pytest.mark.parametrize(
    ("beside", "mistake"),
    [
        (sidecar(rows=4), 'The sidecar\'s "rows" is 4, but 3 elsewhere: make them agree.'),
        (sidecar(sha256=HEX[::-1]), f'"sha256" is {HEX[::-1]}, but {HEX} elsewhere'),
        (sidecar(sums={"Usd": "100.01"}), '"sums" "Usd" is 100.01, but 100 elsewhere'),
    ],
)
def test_sources_that_disagree_are_a_mistake(beside, mistake):
    assert mistake in reason(read_control(METADATA, beside))


def test_all_mistakes_are_listed_at_once():
    metadata = {"control-rows": "x", "control-sum-usd": "1e2", "control-note": "a", "owner": "b"}

    listed = reason(read_control(metadata, b'{"rows": true, "sums": {"ABC": 1}, "a": 2}'))

    assert re.findall(r'(\S+(?: "ABC")?) (?:must|is|does) ', listed) == [
        '"control-note"',
        '"control-rows"',
        '"control-sum-usd"',
        '"rows"',
        '"sums" "ABC"',
        '"a"',
    ]


def test_mistakes_in_metadata_are_listed_beside_an_unreadable_sidecar():
    listed = reason(read_control({"control-rows": "x"}, b"{"))

    assert "The sidecar is not JSON" in listed
    assert '"control-rows" must be' in listed


@given(CONTROLS)
def test_metadata_says_the_same_as_the_control_totals(control):
    assert read_control(as_metadata(control), None) == control


@given(CONTROLS.filter(lambda control: control != NOTHING))
def test_what_decides_a_run_is_a_sidecar_of_the_same_control_totals(control):
    decides = {name: value for name, value in as_sidecar(control).items() if value is not None}

    assert read_control({}, json.dumps(decides).encode()) == control


@given(st.binary() | st.text().map(str.encode))
def test_any_sidecar_has_an_answer_that_can_be_written_down(data):
    result = read_control({}, data)

    assert isinstance(result, Control) or result.message.encode().isascii()


def test_equal_control_totals_decide_alike():
    same = Control(3, {"USD": Decimal("100.00"), "EUR": Decimal("-0.50")}, HEX)

    assert json.dumps(as_sidecar(same)) == json.dumps(as_sidecar(ALL))
    assert as_sidecar(ALL) == {"rows": 3, "sums": {"EUR": "-0.5", "USD": "100"}, "sha256": HEX}
    assert as_sidecar(NOTHING) == {"rows": None, "sums": {}, "sha256": None}


@pytest.mark.parametrize("control", [NOTHING, ALL, Control(rows=3), Control(sha256=HEX)])
def test_a_file_as_promised_has_no_difference(control):
    assert found(control) == []


def test_sums_are_compared_as_numbers():
    assert found(ALL, sums={"USD": Decimal("100.000"), "EUR": Decimal("-0.50")}) == []


def test_each_number_that_differs_is_told():
    sums = {"USD": Decimal("99.500"), "EUR": Decimal("-0.5")}

    assert found(ALL, rows=2, sums=sums, sha256="f" * 64) == [
        (
            "control_rows_differ",
            "3",
            "The control totals promise 3 rows, the file has 2. Export it again.",
        ),
        (
            "control_sum_differs",
            "100 USD",
            "The control totals promise 100 USD, the readable amounts in the file sum up to"
            " 99.5 USD. Compare the file with its source.",
        ),
        (
            "control_sha256_differs",
            HEX,
            "The file is not the one its control totals were made for: its SHA-256 is"
            f" {'f' * 64}, not {HEX}. Upload it again.",
        ),
    ]


def test_a_currency_that_one_side_lacks_is_a_sum_of_0():
    control = Control(sums={"EUR": Decimal(5), "GBP": Decimal(0)})

    differing = found(control, sums={"USD": Decimal("0.01"), "JPY": Decimal(0), "XXX": Decimal(2)})

    assert [(value, re.findall("to (.*?)[.] Compare", words)) for _, value, words in differing] == [
        ("5 EUR", ["0 EUR"]),
        ("0 USD", ["0.01 USD"]),
        ("0 XXX", ["2 XXX"]),
    ]


def test_the_smallest_difference_in_a_large_sum_is_a_difference():
    large = Decimal("999999999999999999999999.999999999999")

    differing = found(Control(sums={"USD": large}), sums={"USD": Decimal(10**24)})
    exact = found(Control(sums={"USD": large}), sums={"USD": large})

    assert [value for _, value, _ in differing] == [f"{large} USD"]
    assert exact == []


def test_the_sidecar_is_beside_the_file():
    assert control_key("2024-09/charges.csv.gz") == "2024-09/charges.csv.gz.control.json"
