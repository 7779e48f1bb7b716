import dataclasses
from pathlib import Path

import pytest

from receipts.parsing.profile_files import KEYS
from receipts.parsing.profiles import (
    Profile,
    built_in,
    read_profile,
)
from schemas.charges import CHARGES_CSV
from tests.unit.parsing.profile_texts import ALWAYS, COLUMNS, FROM_CONTACTS, profile, reason

ROOT = Path(__file__).parents[3]


def test_plain_has_every_column_of_the_contract_under_its_own_name():
    plain = built_in()["plain"]

    assert plain == Profile("plain", {name: name for name in CHARGES_CSV.names})


def test_focus_is_focus_1_0():
    focus = built_in()["focus"]

    assert focus == Profile(
        "focus",
        {
            "SubAccountId": "customer_id",
            "SubAccountName": "customer_name",
            "ServiceName": "service_name",
            "BilledCost": "charges",
            "BillingCurrency": "currency",
            "PricingQuantity": "quantity",
            "PricingUnit": "unit",
            "ChargeDescription": "description",
            "BillingPeriodStart": "billing_period",
        },
        null="NULL",
        exponents=True,
        period_from_date=True,
        contacts=True,
        required=frozenset(
            {"customer_id", "service_name", "charges", "currency", "billing_period"}
        ),
    )


@pytest.mark.parametrize("path", sorted((ROOT / "schemas" / "profiles").iterdir()), ids=str)
def test_each_built_in_file_is_a_faultless_profile_of_its_name(path):
    read = read_profile("copy", path.read_bytes())

    assert isinstance(read, Profile), read
    assert dataclasses.replace(read, name=path.stem) == built_in()[path.stem]


# What a profile may say


def test_a_profile_of_columns_alone_has_the_defaults():
    read = profile(COLUMNS)

    assert read == Profile(
        "acme",
        {
            "Kundennummer": "customer_id",
            "Kunde": "customer_name",
            "E-Mail": "email",
            "Leistung": "service_name",
            "Betrag": "charges",
        },
    )
    assert read.required == ALWAYS


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ('delimiter = ";"', "delimiter", ";"),
        (r'delimiter = "\t"', "delimiter", "\t"),
        ("delimiter = '|'", "delimiter", "|"),
        ('encoding = "cp1252"', "encoding", "cp1252"),
        ('encoding = "utf-16"', "encoding", "utf-16"),
        ('decimal = ","\ndelimiter = ";"', "decimal", ","),
        ('null = "n/a"', "null", "n/a"),
        ("exponents = true", "exponents", True),
        ("exponents = false", "exponents", False),
        ('period_from_date = true\ncolumns.billing_period = "Monat"', "period_from_date", True),
    ],
)
def test_each_habit_is_read(line, key, value):
    columns = (
        COLUMNS.replace("[columns]\n", "").replace("\n", "\ncolumns.").removesuffix("columns.")
    )

    read = profile(f"{line}{columns}")

    assert getattr(read, key) == value


@pytest.mark.parametrize(
    ("text", "required"),
    [
        (COLUMNS, ALWAYS),
        ("required = []" + COLUMNS, ALWAYS),
        ('required = ["unit"]' + COLUMNS + 'unit = "Einheit"', ALWAYS | {"unit"}),
        ('required = ["email"]' + COLUMNS, ALWAYS),
        (COLUMNS + 'unit = "Einheit"', ALWAYS),
        (FROM_CONTACTS, ALWAYS - {"customer_name", "email"}),
        (FROM_CONTACTS + 'customer_name = "Kunde"', ALWAYS - {"customer_name", "email"}),
        (
            'required = ["customer_name"]' + FROM_CONTACTS + 'customer_name = "Kunde"',
            ALWAYS - {"email"},
        ),
    ],
)
def test_contacts_free_a_file_of_names_and_addresses_and_a_source_may_require_more(text, required):
    assert profile(text).required == required


@pytest.mark.parametrize(
    "data",
    [
        COLUMNS.encode("utf-8-sig"),
        COLUMNS.replace("\n", "\r\n").encode(),
        COLUMNS.replace("Kunde", "Käufer 客户").encode(),
        ("# how we read it\n" + COLUMNS + "# end").encode(),
    ],
    ids=["with a BOM", "from Windows", "any script", "comments"],
)
def test_a_profile_is_read_as_editors_save_it(data):
    assert isinstance(read_profile("acme", data), Profile)


# What is wrong with one


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"# M\xfcller", "Line 1 is not UTF-8 text. Save the file as UTF-8."),
        (b"# a\n# b\n\xff", "Line 3 is not UTF-8 text."),
        (COLUMNS.encode("utf-16"), "Line 1 is not UTF-8 text."),
        (b"a = 1\nnull = NULL\n", "not TOML: Invalid value (at line 2, column 8)."),
        (b"customer id = 1", "(at line 1, column 10)"),
        (b"null = 1\nnull = 2\n\n", "Cannot overwrite a value (at line 2, column 9)"),
        (b"a = " + b"[" * 9999, "The file is not TOML"),
        (b"a = " + b"9" * 9999, "The file is not TOML"),
        (b"#" * 65537, "more than 65536 bytes"),
    ],
)
def test_what_is_not_toml_in_utf8_is_told_with_its_line(data, words):
    assert words in reason(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'delimeter = ";"' + COLUMNS,
            '"delimeter" is no key of a profile. Did you mean delimiter?',
        ),
        ("Exponents = true" + COLUMNS, "Did you mean exponents?"),
        ("zzz = 1" + COLUMNS, f"Known are {', '.join(KEYS)}."),
        (COLUMNS + "[options]", '"options" is no key of a profile.'),
        ('unit = "Einheit"' + COLUMNS, "unit must stand below the line [columns]."),
        (COLUMNS + 'delimiter = ";"', "delimiter must stand above the line [columns]."),
        (COLUMNS + 'Einheit = "unit"', 'Turn it round: unit = "Einheit".'),
        (COLUMNS + 'unitprice = "EP"', '"unitprice" is no column of the contract. Did you mean'),
        (COLUMNS + '"Unit Price" = "EP"', "Did you mean unit_price?"),
        (COLUMNS + 'zzz = "EP"', f"Known are {', '.join(CHARGES_CSV.names)}."),
        (COLUMNS + "unit = 5", "The header of unit must be text in quotes."),
        (COLUMNS + 'unit = ["A", "B"]', "The header of unit must be text in quotes."),
        (COLUMNS + 'unit = ""', "The header of unit is empty. Fill it in, or delete the line."),
        (COLUMNS + 'unit = " _- "', "The header of unit is empty."),
        (COLUMNS + 'unit = "e_mail"', "email and unit have the same header:"),
        (COLUMNS + 'unit = "Betrag"', "charges and unit have the same header:"),
        (
            "",
            "the headers of these are missing: customer_id, customer_name, email, service_name, c",
        ),
        (
            COLUMNS.replace("email", "#"),
            "Below [columns], the headers of these are missing: email.",
        ),
        ("contacts = true\n[columns]", "are missing: customer_id, service_name, charges."),
        ('required = ["unit"]' + COLUMNS, "the headers of these are missing: unit."),
        ("columns = 1", "columns must be the lines below [columns]."),
        ("[[columns]]", "columns must be the lines below [columns]."),
        (
            'required = "unit"' + COLUMNS,
            'required must be a list of columns, such as ["currency"].',
        ),
        ("required = [1]" + COLUMNS, 'required must be a list of columns, such as ["currency"].'),
        ('required = ["curency"]' + COLUMNS, "Did you mean currency?"),
        ('exponents = "true"' + COLUMNS, "exponents must be true or false, without quotes."),
        ("contacts = 1" + COLUMNS, "contacts must be true or false, without quotes."),
        ("period_from_date = []" + COLUMNS, "period_from_date must be true or false"),
        ("null = 0" + COLUMNS, "null must be text in quotes."),
        ('null = ""' + COLUMNS, "empty cells need no null."),
        ('null = " NULL"' + COLUMNS, "null must be text without spaces around it"),
        ("delimiter = 1" + COLUMNS, "delimiter must be text in quotes."),
        (
            'delimiter = ":"' + COLUMNS,
            r'delimiter must be "," or ";" or "|" or "\t", not ":".',
        ),
        (
            'encoding = "latin1"' + COLUMNS,
            'encoding must be "utf-8" or "utf-16" or "cp1252", not "latin1".',
        ),
        ('decimal = "\'"' + COLUMNS, """decimal must be "." or ",", not "'"."""),
        (
            "period_from_date = true" + COLUMNS,
            "period_from_date needs the header of billing_period",
        ),
        ("contacts = true" + COLUMNS, "Delete email below [columns], or contacts."),
    ],
)
def test_each_mistake_is_named_with_how_to_mend_it(text, words):
    assert words in reason(text)


def test_every_mistake_is_named_at_once():
    text = 'delimeter = ";"\nexponents = 1\ndecimal = ","\n[columns]\nemail = ""\ncharge = "Betrag"'

    told = reason(text, name="plain")

    for words in (
        "plain is built in",
        "Did you mean delimiter?",
        "exponents must be",
        "Did you mean charges?",
        "missing: customer_id, customer_name, service_name, charges.",
        "The header of email is empty.",
    ):
        assert told.count(words) == 1


def test_a_header_that_is_no_text_is_not_called_missing_as_well():
    assert "missing" not in reason(COLUMNS.replace('"Betrag"', "5"))


def test_a_flood_of_mistakes_is_cut_short():
    told = reason("".join(f'"{"k" * 99}{i}" = 1\n' for i in range(500)) + COLUMNS)

    assert told.endswith("And 450 more.")
    assert len(told) < 20_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r'encoding = "\u0000\u202E"', r'not "\u0000\u202e"'),
        ('encoding = "Ü"', 'not "Ü"'),
        (f'encoding = "{"x" * 999}"', f'not "{"x" * 60}".'),
        ("required = [0x" + "f" * 9999 + "]", "required must be a list"),
        ('null = "{value}"\nencoding = "{0}"', 'not "{0}"'),
    ],
)
def test_whatever_stands_in_a_profile_can_be_shown(text, shown):
    assert shown in reason(text + COLUMNS)


# Names
