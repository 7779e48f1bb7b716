"""The oracle itself: small files whose verdict anybody can check by reading them."""

from decimal import Decimal

import pytest

from benchmarks.pure_python import Month, validate
from benchmarks.pure_python_csv import MAX_RECORD, decoded, records
from tests.builders import ALICE, BOB, HEADER, charges_csv

KEY = "2024-09/charges.csv"
WIDE = f"{HEADER},currency,quantity,unit,unit_price,description,billing_period"
GOOD = {
    "customer_id": "C1",
    "customer_name": "Alice",
    "email": "alice@example.com",
    "service_name": "Hosting",
    "charges": "10.00",
    "currency": "USD",
    "quantity": "2",
    "unit": "h",
    "unit_price": "5",
    "description": "d",
    "billing_period": "2024-09",
}


def judged(*lines, header=HEADER):
    return validate(charges_csv(*lines, header=header), key=KEY)


def problems(*lines, header=HEADER):
    """Line -> its codes, sorted."""
    return {line: sorted(codes) for line, codes in judged(*lines, header=header).problems.items()}


def cut(text):
    return [(record.line, record.cells, record.stray) for record in records(decoded(text))]


def test_a_good_file_has_exact_totals_and_no_problems():
    verdict = judged(ALICE, BOB, ALICE.replace("10.00", "0.100000000001"))

    assert verdict.problems == {}
    assert verdict.months == {
        "2024-09": Month(
            {"C1": ("USD", Decimal("10.100000000001"), 2), "C2": ("USD", Decimal("5.5"), 1)},
            frozenset(),
            {},
            0,
        )
    }


def test_sums_never_round():
    big = "9" * 15 + ".999999999999"

    verdict = judged(*[ALICE.replace("10.00", big)] * 1000)

    assert verdict.months["2024-09"].valid["C1"][1] == Decimal("999999999999999999.999999999")


@pytest.mark.parametrize(
    ("code", "column", "bad", "fine"),
    [
        ("customer_id_missing", "customer_id", " \u200b", "0"),
        ("customer_id_too_long", "customer_id", "x" * 257, "\u4e2d" * 256),
        ("customer_id_control_character", "customer_id", "C\x851", "C 1"),
        ("customer_name_missing", "customer_name", "\ufeff", "A"),
        ("customer_name_too_long", "customer_name", "x" * 201, "x" * 200),
        ("customer_name_control_character", "customer_name", '"A\nB"', '"\nA, B\n"'),
        ("email_missing", "email", "", "a@x.com"),
        ("email_invalid", "email", "a@x", "a@m\u00fcller.example.com"),
        ("service_name_missing", "service_name", "", "S"),
        ("service_name_too_long", "service_name", "x" * 201, "x" * 200),
        ("service_name_control_character", "service_name", "S\rT", "S"),
        ("charges_missing", "charges", '""', "-0"),
        ("charges_not_a_number", "charges", "1e3", "+007.1234567890120000"),
        ("charges_not_a_number", "charges", "\u0661", "1" * 15),
        ("charges_not_a_number", "charges", '"1,204.50"', "1204.50"),
        ("charges_decimal_comma", "charges", '"-5,00"', "-5.00"),
        ("currency_unknown", "currency", "XXX", "jpy"),
        ("quantity_not_a_number", "quantity", "1.5.", f"0.{'1' * 18}"),
        ("unit_control_character", "unit", "\x7f", "\t"),
        ("unit_price_not_a_number", "unit_price", "$5", ""),
        ("description_control_character", "description", "\x0b", "\u00a0"),
        ("billing_period_missing", "billing_period", "", "2024-12"),
        ("billing_period_invalid", "billing_period", "2024-13", " 2024-01 "),
    ],
)
def test_each_code_of_a_cell(code, column, bad, fine):
    def row(value):
        return ",".join((GOOD | {column: value}).values())

    assert problems(row(bad), header=WIDE) == {2: [code]}
    assert problems(row(fine), header=WIDE) == {}


def test_headers_match_loosely_and_unknown_columns_are_ignored():
    header = "Customer-ID,junk,CUSTOMER NAME,e_mail,serviceName,Charges"

    assert judged("C1,x,A,a@x.com,S,5", header=header).months["2024-09"].valid.keys() == {"C1"}


def test_line_numbers_count_blank_lines_and_newlines_in_quotes():
    text = f'\ufeff{HEADER}\r\n\r\n"C1",A,"a@x.com","S\r\n\r\nT",5\n,,,,\nC2,B,b@x.com,S,\n'

    assert validate(text.encode(), key=KEY).problems == {
        3: {"service_name_control_character"},
        7: {"charges_missing"},
    }


def test_a_lone_carriage_return_is_kept_at_the_edges_of_a_cell():
    assert problems("C1\r,A,a@x.com,S,5", "C2,B,b@x.com,\rS,5") == {
        2: ["customer_id_control_character"],
        3: ["service_name_control_character"],
    }


def test_short_rows_have_no_missing_codes_but_are_judged():
    assert problems("C1,A,nobody,", "C2,B,b@x.com,S,5,,", "C3,C,c@x.com,S,x,") == {
        2: ["cells_missing", "email_invalid"],
        3: ["cells_extra"],
        4: ["cells_extra", "charges_not_a_number"],
    }


@pytest.mark.parametrize(
    "line", ['a"b,c', 'a"', ' "a",b', '"a"b,c', '"a" ,b', '"a', 'a,"b""', '"a","b"c']
)
def test_a_line_with_a_stray_quote_is_cut_at_every_comma_and_reading_goes_on(line):
    text = f'1\n{line}\r\n"x\ny",z\n'

    assert cut(text.encode()) == [
        (1, ["1"], False),
        (2, line.split(","), True),
        (3, ["x\ny", "z"], False),
    ]


@pytest.mark.parametrize("line", ['"a""b",""', '"",""""', '"a,b\nc",d', '"a\x0b\u2028b"'])
def test_quotes_in_their_places_are_not_astray(line):
    assert [stray for _, _, stray in cut(f"{line}\n1".encode())] == [False, False]


def test_only_the_first_line_of_a_record_is_astray():
    assert cut(b'"a\nb"c\n"d\n') == [(1, ['"a'], True), (2, ['b"c'], True), (3, ['"d'], True)]


def test_a_record_with_quotes_has_a_limit():
    fits, too_long = "x" * (MAX_RECORD - 3), "x" * (MAX_RECORD - 2)

    assert [stray for _, _, stray in cut(f'"{fits}"\n"{too_long}"\n'.encode())] == [False, True]


def test_a_stray_quote_is_the_only_code_of_its_line_and_holds_its_customer():
    verdict = judged('C1,A,nobody,a "b,7', 'C2,B,b@x.com,"S,x', "C1,A,a@x.com,S,5")

    assert verdict.problems == {2: {"stray_quote"}, 3: {"stray_quote"}}
    assert verdict.months["2024-09"] == Month({}, frozenset({"C1", "C2"}), {"USD": Decimal(12)}, 1)


@pytest.mark.parametrize(
    "misshapen",
    [
        'C2,B,b@x.com,S "x,5,C1',
        'C2,B,b@x.com,S,5, " C1\u200b" ',
        '"C1,x",A,a@x.com,S,5,6',
        'C2,B,b@x.com,S,5,"\nC1\r\n"',
        "x,C1",
    ],
)
def test_whoever_is_named_in_a_misshapen_line_is_held(misshapen):
    verdict = judged(ALICE, misshapen, ALICE)

    assert verdict.problems[2] == {"line_unclear"}
    assert verdict.months["2024-09"].valid == {}


def test_a_misshapen_line_is_not_unclear_to_its_own_customer_nor_by_part_of_a_cell():
    assert problems("C1,C1", BOB.replace("C2", "C")) == {2: ["cells_missing"]}


def test_one_customer_has_one_name_address_and_currency():
    header = f"{HEADER},currency"

    assert problems(
        "C1,A,a@x.com,S,5,",
        "C1,A,a@X.COM,S,5,usd",
        "C2,B,b@x.com,S,5,USD",
        "C2,B,b@x.com,S,5,EUR",
        "C3,C,c@x.com,S,5,USD",
        "C3,\u200bC ,,S,5,XXX",
        "C3,CC,c@x.com,S,5,USD",
        header=header,
    ) == {
        4: ["identity_conflict"],
        6: ["identity_conflict"],
        7: ["currency_unknown", "email_missing"],
    }


def test_what_is_wrong_by_itself_is_no_conflict():
    assert problems("C1,A,a@x.com,S,5", "C1,A\tB,nobody,S,5", 'C1,"A"B,b@x.com,S,5') == {
        3: ["customer_name_control_character", "email_invalid"],
        4: ["stray_quote"],
    }


def test_what_concerns_a_customer_is_not_told_at_a_line_with_a_stray_quote():
    stray = 'C1,"A"x,a@x.com,S,5'

    assert problems(stray, "C1,A,a@x.com,S,5", "C1,B,a@x.com,S,5", "C1,C1") == {
        2: ["stray_quote"],
        3: ["identity_conflict"],
        5: ["cells_missing"],
    }
    assert problems(stray, "C1,A,a@x.com,S,5", "C2,C1") == {
        2: ["stray_quote"],
        4: ["cells_missing"],
    }


def test_a_line_without_a_month_holds_its_customer_in_every_month():
    header = f"{HEADER},billing_period"
    rows = [f"{ALICE},2024-09", f"{ALICE},2024-10", f"{ALICE},2024-09", f"{ALICE},soon"]

    verdict = judged(*rows, f"{BOB},2024-10", header=header)

    assert verdict.problems == {
        2: {"billing_period_unclear"},
        3: {"billing_period_unclear"},
        5: {"billing_period_invalid"},
    }
    assert {month: told.held for month, told in verdict.months.items()} == {
        "2024-09": {"C1"},
        "2024-10": {"C1"},
        "unknown": {"C1"},
    }
    assert verdict.months["2024-10"].valid == {"C2": ("USD", Decimal("5.5"), 1)}


def test_lines_without_a_usable_id_are_held_as_one_group():
    header = f"{HEADER},currency"

    verdict = judged(
        ",A,a@x.com,S,5,",
        "\x00,B,b@x.com,S,7,JPY",
        ",C,c@x.com,S,x,",
        ",D,d@x.com,S,2,?",
        header=header,
    )

    held_total = {"USD": Decimal(5), "JPY": Decimal(7), "XXX": Decimal(2)}
    assert verdict.months["2024-09"] == Month({}, frozenset({None}), held_total, 1)


def test_the_default_currency_is_what_is_said():
    verdict = validate(charges_csv(ALICE), key=KEY, default_currency="EUR")

    assert verdict.months["2024-09"].valid["C1"][0] == "EUR"
