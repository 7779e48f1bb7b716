"""The evaluator decides as AWS's documentation does."""

import pytest

from tests.unit.cloudformation.policies import (
    Caller,
    Guarded,
    Request,
    UnknownPolicyError,
    administrator,
    everything,
    holds,
    is_allowed,
)

HERE, ELSEWHERE = "111122223333", "444455556666"
BUCKET = "arn:aws:s3:::bucket"
READ = Request(action="s3:GetObject", resource=f"{BUCKET}/a/b")
ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}


def role(*attached, account=HERE):
    return Caller(arn=f"arn:aws:iam::{account}:role/r", account=account, attached=attached)


def bucket(*statements, is_key=False):
    return Guarded(account=HERE, statements=statements, is_key=is_key)


@pytest.mark.parametrize(
    ("attached", "policy", "allowed"),
    [
        pytest.param([], [], False, id="nobody allows it"),
        pytest.param([ALLOW], [], True, id="the role does"),
        pytest.param([], [ALLOW | {"Principal": "*"}], True, id="the bucket does"),
        pytest.param(
            [], [ALLOW | {"Principal": {"AWS": role().arn}}], True, id="the bucket does by name"
        ),
        pytest.param(
            [ALLOW], [ALLOW | {"Principal": "*", "Effect": "Deny"}], False, id="the bucket denies"
        ),
        pytest.param(
            [ALLOW | {"Effect": "Deny"}],
            [ALLOW | {"Principal": "*"}],
            False,
            id="the role denies",
        ),
        pytest.param(
            [],
            [ALLOW | {"Principal": {"AWS": f"arn:aws:iam::{HERE}:root"}}],
            False,
            id="the bucket leaves it to the account, which says nothing",
        ),
        pytest.param(
            [ALLOW],
            [ALLOW | {"Principal": {"AWS": "arn:aws:iam::1:role/other"}, "Effect": "Deny"}],
            True,
            id="the bucket denies it to another",
        ),
    ],
)
def test_a_deny_wins_and_else_one_of_both_has_to_allow(attached, policy, allowed):
    assert is_allowed(role(*attached), READ, bucket(*policy)) is allowed


@pytest.mark.parametrize(
    ("attached", "policy", "allowed"),
    [
        (everything(), [], False),
        ([], [ALLOW | {"Principal": "*"}], False),
        (everything(), [ALLOW | {"Principal": "*"}], True),
        (everything(), [ALLOW | {"Principal": {"AWS": f"arn:aws:iam::{ELSEWHERE}:root"}}], True),
    ],
)
def test_another_account_needs_the_word_of_both(attached, policy, allowed):
    stranger = role(*attached, account=ELSEWHERE)

    assert is_allowed(stranger, READ, bucket(*policy)) is allowed


@pytest.mark.parametrize(
    "policy", [[], [ALLOW | {"Principal": {"AWS": f"arn:aws:iam::{HERE}:root"}}]]
)
def test_a_key_is_opened_by_iam_only_where_its_policy_hands_the_decision_over(policy):
    admin = administrator(f"arn:aws:iam::{HERE}:user/a", HERE)

    assert is_allowed(admin, READ, bucket(*policy, is_key=True)) is bool(policy)


@pytest.mark.parametrize(
    ("principal", "allowed"),
    [
        ({"Service": "events.amazonaws.com"}, True),
        ({"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}, True),
        ({"Service": "sns.amazonaws.com"}, False),
        ({"AWS": "*"}, False),
    ],
)
def test_a_service_is_allowed_by_name(principal, allowed):
    service = Caller(arn="events.amazonaws.com")

    assert is_allowed(service, READ, bucket(ALLOW | {"Principal": principal})) is allowed


@pytest.mark.parametrize(
    ("change", "applies"),
    [
        ({"Action": "s3:getobject"}, True),
        ({"Action": "s3:Get*"}, True),
        ({"Action": ["s3:PutObject", "s3:GetObjec?"]}, True),
        ({"Action": "s3:GetObjectVersion"}, False),
        ({"Resource": f"{BUCKET}/A/*"}, False),
        ({"Resource": BUCKET}, False),
        ({"Resource": [BUCKET, "*"]}, True),
        ({"Resource": f"{BUCKET}/[a]/*"}, False),
    ],
)
def test_wildcards_and_case_are_those_of_iam(change, applies):
    assert is_allowed(role(ALLOW | change), READ, bucket()) is applies


@pytest.mark.parametrize(
    ("named", "applies"), [("s3:GetObject", False), (["s3:Put*"], True), ("s3:*", False)]
)
def test_not_action_is_every_other_action(named, applies):
    deny = {"Effect": "Deny", "Principal": "*", "NotAction": named, "Resource": "*"}

    assert is_allowed(role(*everything()), READ, bucket(deny)) is not applies


@pytest.mark.parametrize(
    ("operator", "wanted", "actual", "held"),
    [
        ("Null", "true", None, True),
        ("Null", True, None, True),
        ("Null", "true", "x", False),
        ("Null", "false", "x", True),
        ("Bool", "false", "false", True),
        ("Bool", "false", None, False),
        ("BoolIfExists", "false", None, True),
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", "a*", "ab", False),
        ("StringEquals", "a", None, False),
        ("StringEqualsIfExists", "a", None, True),
        ("StringEqualsIfExists", "a", "b", False),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", "a", None, True),
        ("StringLike", "a*", "ab", True),
        ("StringNotLike", "a*", "ab", False),
        ("ArnEquals", "arn:aws:iam::1:role/*", "arn:aws:iam::1:role/x", True),
        ("ArnLike", "arn:aws:iam::*:role/x", "arn:aws:iam::1:role/x", True),
        ("ArnLike", "arn:aws:*:role/x", "arn:aws:iam::1:role/x", False),
        ("ArnEquals", "arn:aws:iam::1:role/x", None, False),
        ("ArnNotEquals", "arn:aws:iam::1:role/x", None, True),
        (
            "ArnNotEquals",
            ["arn:aws:iam::1:role/x", "arn:aws:iam::1:role/y"],
            "arn:aws:iam::1:role/y",
            False,
        ),
        ("ArnNotLike", "arn:aws:iam::1:role/x", "arn:aws:iam::1:role/z", True),
    ],
)
def test_conditions_hold_as_documented(operator, wanted, actual, held):
    keys = {} if actual is None else {"aws:key": actual}

    assert holds({operator: {"aws:Key": wanted}}, keys) is held


def test_all_conditions_have_to_hold():
    both = {"Null": {"a": "true"}, "StringEquals": {"b": "1", "c": "2"}}

    assert holds(both, {"b": "1", "c": "2"})
    assert not holds(both, {"b": "1", "c": "3"})
    assert not holds(both, {"a": "", "b": "1", "c": "2"})


@pytest.mark.parametrize(
    "change",
    [
        {"NotPrincipal": "*"},
        {"NotResource": "*"},
        {"Effect": "allow"},
        {"Condition": {"DateLessThan": {"aws:Key": "1"}}},
        {"Condition": {"ForAnyValue:StringEquals": {"aws:Key": "1"}}},
        {"Condition": {"StringEquals": {"aws:Key": "${aws:username}"}}},
        {"Resource": "${aws:username}"},
        {"Principal": {"Federated": "*"}},
    ],
)
def test_what_is_not_known_is_never_guessed(change):
    request = Request(action=READ.action, resource=READ.resource, keys={"aws:Key": "1"})
    policy = bucket(ALLOW | {"Principal": "*"} | change)

    with pytest.raises(UnknownPolicyError):
        is_allowed(role(), request, policy)
