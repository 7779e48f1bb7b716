"""What a template's parameters are told."""

import pytest

from receipts.deployment.parameters import goes_from_trial_to_prod, tell
from receipts.errors import ConfigError
from receipts.stacks import Declared, Value


def declared(name: str, default: str | None = None) -> Declared:
    return Declared(name=name, description="", default=default)


SELLER = declared("SellerName")
KEY = declared("ParserCodeKey")
DAYS = declared("LogRetentionDays", "90")
MAILBOX = declared("RedirectAllMailTo", "")


def values(*parameters: Declared, **told: object) -> dict[str, str | None]:
    known = {"code": {}, "given": {}, "before": None} | told
    return {each.name: each.value for each in tell(parameters, **known).values}


def test_what_is_given_beats_the_code_and_what_was_told_before():
    told = values(KEY, code={"ParserCodeKey": "a"}, given={"ParserCodeKey": "b"}, before={})

    assert told == {"ParserCodeKey": "b"}


def test_an_update_keeps_what_was_told_before():
    told = values(SELLER, DAYS, before={"SellerName": "Shop", "LogRetentionDays": "30"})

    assert told == {"SellerName": None, "LogRetentionDays": None}


def test_new_code_replaces_the_code_of_before():
    told = values(KEY, code={"ParserCodeKey": "new"}, before={"ParserCodeKey": "old"})

    assert told == {"ParserCodeKey": "new"}


def test_what_the_template_has_a_default_for_is_left_to_it():
    assert values(DAYS) == {}


def test_a_parameter_that_an_update_brings_has_its_default_or_is_missing():
    told = tell([DAYS, SELLER], code={}, given={}, before={"Gone": "1"})

    assert told.values == ()
    assert told.missing == (SELLER,)


def test_code_that_the_template_does_not_ask_for_is_not_told():
    assert values(SELLER, code={"CodeBucket": "b"}, given={"SellerName": "Shop"}) == {
        "SellerName": "Shop"
    }


@pytest.mark.parametrize(
    ("given", "before", "is_asked"),
    [
        ({}, None, True),
        ({"Environment": "trial"}, None, True),
        ({"RedirectAllMailTo": "me@example.com"}, None, False),
        ({"Environment": "prod"}, None, False),
        ({}, {"Environment": "trial", "RedirectAllMailTo": "me@example.com"}, False),
        ({}, {"Environment": "prod", "RedirectAllMailTo": ""}, False),
    ],
)
def test_a_trial_is_asked_for_its_mailbox(given, before, is_asked):
    environment = declared("Environment", "trial")

    told = tell([environment, MAILBOX], code={}, given=given, before=before)

    assert (MAILBOX in told.missing) is is_asked


def test_an_unknown_name_is_refused_with_the_one_that_is_near():
    with pytest.raises(ConfigError, match=r"no parameter Sellername \(did you mean SellerName\?\)"):
        tell([SELLER], code={}, given={"Sellername": "Shop"}, before=None)


@pytest.mark.parametrize(
    ("before", "given", "switches"),
    [
        ({"Environment": "trial"}, {"Environment": "prod"}, True),
        ({"Environment": "prod"}, {"Environment": "prod"}, False),
        ({"Environment": "trial"}, {}, False),
        (None, {"Environment": "prod"}, False),
    ],
)
def test_a_trial_that_becomes_prod_is_noticed(before, given, switches):
    assert goes_from_trial_to_prod(before, given) is switches


def test_values_say_whether_they_are_those_of_before():
    told = tell([SELLER], code={}, given={}, before={"SellerName": "Shop"})

    assert told.values == (Value(name="SellerName", value=None),)
