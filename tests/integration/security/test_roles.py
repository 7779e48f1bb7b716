"""Each role allows what its function really asks of AWS, and nothing else."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import pytest

from tests.integration.security.asking import PARAMETERS, REGION, ROLES, Asked, of_key, questions
from tests.integration.security.months import all_calls
from tests.unit.cloudformation import template
from tests.unit.cloudformation.evidence import Stack
from tests.unit.cloudformation.policies import Caller, Guarded, Request, is_allowed
from tests.unit.cloudformation.resolving import ACCOUNT
from tests.unit.cloudformation.template import TEMPLATE, listed

STACK = Stack(json.loads(json.dumps(TEMPLATE)), lock="GOVERNANCE", **PARAMETERS)
#: Whose queue Lambda's pollers empty, in the function's name.
POLLED = {
    "ParserRole": "ChargesQueue",
    "WorkerRole": "ReceiptQueue",
    "FeedbackRole": "FeedbackQueue",
}
#: Who needs what no call of ours shows, and why.
BY_OTHERS = {
    **{
        (role, f"sqs:{action}", queue): "Lambda's pollers take messages in the function's name"
        for role, queue in POLLED.items()
        for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
    },
    **{
        (role, f"logs:{action}", group): "Lambda and Glue write what is printed"
        for role in template.resources("AWS::IAM::Role")
        for group in template.resources("AWS::Logs::LogGroup")
        for action in ("CreateLogStream", "PutLogEvents")
    },
    **{
        (role, "s3:GetObject", code): "Glue fetches the job's script and its modules"
        for role, code in (
            ("ReconcileRole", "CodeBucket/ReconcileCodeKey"),
            ("ReconcileRole", "CodeBucket/PackageCodeKey"),
            ("LargeFileRole", "CodeBucket/LargeFileCodeKey"),
            ("LargeFileRole", "CodeBucket/PackageCodeKey"),
        )
    },
}


@pytest.fixture(scope="module")
def asked(world) -> set[Asked]:
    """Everything that functions and jobs ask of IAM, and what is logged in their name."""
    made = [call for call in all_calls(world) if call.function in ROLES]
    of_logs = {each for role in ROLES.values() for each in of_key(role, "logs", STACK)}
    polled = {each for role in POLLED for each in of_key(role, "sqs", STACK)}
    return of_logs | polled | {each for call in made for each in questions(call, STACK)}


Grant = tuple[str, str, str]


def grants(role: str) -> Iterator[Grant]:
    """Every action with every resource of a role, as deployed."""
    for statement in STACK.callers[role].attached:
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                yield role, action, resource


def fits(grant: Grant, each: Asked) -> bool:
    """Whether a grant is what allows it."""
    role, action, resource = grant
    allow = {"Effect": "Allow", "Action": action, "Resource": resource}
    alone = Caller(arn="arn:aws:iam::1:role/x", account=ACCOUNT, attached=(allow,))
    request = Request(action=each.action, resource=each.resource)
    return each.role == role and is_allowed(alone, request, Guarded(account=ACCOUNT))


GRANTS = [grant for role in ROLES.values() for grant in grants(role)]


def is_by_others(grant: Grant) -> bool:
    """Whether somebody said who needs it."""
    role, action, resource = grant
    name = resource.removeprefix("arn:aws:s3:::")
    return (role, action, name) in BY_OTHERS or any(
        (role, action, part) in BY_OTHERS for part in resource.split(":")
    )


def test_every_role_has_a_function_or_a_job_whose_calls_are_listened_to(asked):
    assert {each.role for each in asked} == set(template.resources("AWS::IAM::Role"))


def test_every_call_is_allowed_to_whoever_makes_it(asked):
    refused = [each for each in asked if not each.is_allowed(STACK)]

    assert refused == []


@pytest.mark.parametrize("grant", GRANTS, ids=" ".join)
def test_nothing_is_granted_that_nobody_needs(asked, grant):
    needed = any(fits(grant, each) for each in asked)

    assert needed != is_by_others(grant)


def test_the_key_opens_by_way_of_no_service_that_is_not_called(asked):
    via = {role: set() for role in ROLES.values()}
    for each in asked:
        via[each.role] |= {value for name, value in each.keys if name == "kms:ViaService"}

    granted = {
        role: set(listed(s["Condition"]["StringEquals"]["kms:ViaService"]))
        for role in ROLES.values()
        for s in STACK.callers[role].attached
        if s["Sid"] == "UseTheKey"
    }

    assert granted == via


def without(grant: Grant) -> Stack:
    """The stack, when somebody takes a grant away."""
    role, action, resource = grant
    mutant = Stack(deepcopy(STACK.deployed.template), lock="GOVERNANCE", **PARAMETERS)
    statements = []
    for each in mutant.callers[role].attached:
        if action in listed(each["Action"]) and resource in listed(each["Resource"]):
            others = [a for a in listed(each["Action"]) if a != action]
            elsewhere = [r for r in listed(each["Resource"]) if r != resource]
            statements += [each | {"Action": others}, each | {"Resource": elsewhere}]
        else:
            statements.append(each)
    mutant.callers[role] = replace(mutant.callers[role], attached=tuple(statements))
    return mutant


@pytest.mark.parametrize("grant", [each for each in GRANTS if not is_by_others(each)], ids=" ".join)
def test_a_grant_that_goes_is_missed(asked, grant):
    mutant = without(grant)

    refused = [each for each in asked if each.role == grant[0] and not each.is_allowed(mutant)]

    assert refused


def sending(*, sender: str, resource: str) -> Asked:
    """Somebody sends a mail as the worker."""
    place = f"arn:aws:ses:{REGION}:{ACCOUNT}"
    keys = (("ses:FromAddress", sender),)
    return Asked("WorkerRole", "ses:SendEmail", f"{place}:{resource}", keys)


@pytest.mark.parametrize(
    ("sender", "resource", "allowed"),
    [
        ("billing@example.com", "identity/example.com", True),
        ("billing@example.com", "configuration-set/ConfigurationSet", True),
        ("ceo@example.com", "identity/example.com", False),
        ("billing@example.com", "identity/example.org", False),
        ("billing@example.com", "identity/ceo@example.com", False),
        ("billing@example.com", "configuration-set/other", False),
        ("billing@example.com.example.org", "identity/example.com", False),
    ],
)
def test_the_worker_sends_from_one_address_of_one_identity(sender, resource, allowed):
    assert sending(sender=sender, resource=resource).is_allowed(STACK) is allowed


@pytest.mark.parametrize("role", sorted(set(ROLES.values()) - {"WorkerRole"}))
def test_nobody_else_sends_mails(role):
    mail = sending(sender="billing@example.com", resource="identity/example.com")

    assert not replace(mail, role=role).is_allowed(STACK)
