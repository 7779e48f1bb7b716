import pytest

from receipts.parsing.profiles import (
    Profile,
    header_key,
    is_profile_name,
    profile_key,
    read_profile,
)
from tests.unit.parsing.profile_texts import COLUMNS, reason


@pytest.mark.parametrize("name", ["acme", "a", "0", "acme-eu_2", "a" * 64, "2024-09"])
def test_small_letters_digits_and_dashes_name_a_profile(name):
    assert is_profile_name(name)
    assert isinstance(read_profile(name, COLUMNS.encode()), Profile)


@pytest.mark.parametrize(
    "name",
    ["", "Acme", "-acme", "_acme", "a" * 65, "acme\n", "a b", "../x", "a/b", "a.b", "ä", "٣"],
)
def test_nothing_else_names_a_profile(name):
    assert not is_profile_name(name)
    assert "Its name must begin with a-z or 0-9" in reason(COLUMNS, name)


@pytest.mark.parametrize("name", ["plain", "focus"])
def test_what_is_built_in_cannot_be_redefined(name):
    told = reason(COLUMNS, name)

    assert told == f"{name} is built in. Give the file another name, such as my-{name}.toml."


def test_a_profile_lies_under_its_name():
    assert profile_key("acme") == "config/profiles/acme.toml"


@pytest.mark.parametrize(
    "header", ["customer_id", "Customer ID", "CUSTOMER-ID", " customerId ", "customer\u00a0id"]
)
def test_headers_match_without_regard_to_case_and_what_joins_words(header):
    assert header_key(header) == "customerid"


# The page
