"""What a person may change, and what the stack tells them."""

import re

import pytest
from cfnlint.api import ManualArgs, lint_file

from receipts.languages import TRANSLATED
from tests.unit.cloudformation import template
from tests.unit.cloudformation.stack import MUST_BE_GIVEN
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE


def test_cfn_lint_finds_nothing():
    thorough = ManualArgs(include_checks=["I"])

    findings = lint_file(template.PATH, config=thorough)

    assert findings == []


def test_nothing_is_kept_from_cfn_lint():
    everything = [TEMPLATE, *TEMPLATE["Resources"].values()]

    silenced = [part for part in everything if "cfn-lint" in part.get("Metadata", {})]

    assert silenced == []


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_says_what_it_is_and_what_it_accepts(name):
    parameter = PARAMETERS[name]

    limits = {"AllowedPattern", "AllowedValues", "MinValue"} & parameter.keys()

    assert parameter["Description"]
    assert limits
    assert "ConstraintDescription" in parameter or "AllowedValues" in parameter
    assert ("MinValue" in parameter) == ("MaxValue" in parameter)


def test_only_what_nobody_can_guess_must_be_given():
    required = [name for name, parameter in PARAMETERS.items() if "Default" not in parameter]

    assert sorted(required) == list(MUST_BE_GIVEN)


def test_every_parameter_is_in_one_group_of_the_console():
    groups = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]

    grouped = [name for group in groups for name in group["Parameters"]]

    assert sorted(grouped) == sorted(PARAMETERS)


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("Environment", "trial"),
        ("RedirectAllMailTo", ""),
        ("TlsPolicy", "OPTIONAL"),
        ("KeepMails", "true"),
        ("SellerAddress", ""),
        ("SellerTaxId", ""),
        ("SupportContact", ""),
        ("BrandColour", "#1d4ed8"),
        ("FooterText", ""),
        ("AttachPdf", "false"),
        ("DefaultCurrency", "USD"),
        ("DefaultLocale", "en"),
        ("MaxHeldShare", "0.2"),
        ("MaxInputBytes", "2147483648"),
        ("SesMaxSendRate", "1"),
        ("SendLeaseSeconds", 120),
        ("ReportNames", "false"),
        ("WarnChangeShare", "0.3"),
        ("RequireApproval", "false"),
        ("MaxBounceShare", "0.05"),
        ("MaxComplaintShare", "0.001"),
        ("InDoubtHours", 24),
        ("AlarmAddress", ""),
        ("ObjectLockMode", "BY_ENVIRONMENT"),
        ("ObjectLockYears", 10),
        ("RetentionAdminArn", ""),
        ("LandingRetentionDays", 90),
        ("LandingExpiryPrefix", ""),
        ("ParserMemory", 4096),
        ("ParserTimeout", 900),
        ("LargeFileWorkerType", "G.1X"),
        ("LargeFileWorkers", 10),
        ("LargeFileTimeout", 240),
    ],
)
def test_defaults_are_the_safe_ones(name, default):
    assert PARAMETERS[name]["Default"] == default


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("Environment", {"trial", "prod"}),
        ("TlsPolicy", {"OPTIONAL", "REQUIRE"}),
        ("KeepMails", {"true", "false"}),
        ("AttachPdf", {"true", "false"}),
        ("RequireApproval", {"true", "false"}),
        ("ObjectLockMode", {"BY_ENVIRONMENT", "OFF", "GOVERNANCE", "COMPLIANCE"}),
    ],
)
def test_choices_are_these(name, choices):
    assert set(PARAMETERS[name]["AllowedValues"]) == choices


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("SellerName", 100),
        ("FromAddress", 254),
        ("RedirectAllMailTo", 254),
        ("AlarmAddress", 254),
        ("SellerAddress", 200),
        ("SellerTaxId", 50),
        ("SupportContact", 200),
        ("FooterText", 400),
    ],
)
def test_texts_are_no_longer_than_a_mail_can_bear(name, length):
    assert PARAMETERS[name]["MaxLength"] == length


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("FromAddress", "receipts+eu@mail.example.com"),
        ("RedirectAllMailTo", ""),
        ("RedirectAllMailTo", "you+trial@example.com"),
        ("SesIdentity", "xn--bcher-kva.example"),
        ("SesIdentity", "receipts@example.com"),
        ("ReplyToAddress", ""),
        ("SupportContact", "Call +41 44 000 00 00"),
        ("SellerName", "Ærøskøbing A/S"),
        ("SellerAddress", "1 High Street, Bath BA1 5AA, United Kingdom"),
        ("SellerTaxId", "VAT GB123456789"),
        ("BrandColour", "#1D4ed8"),
        ("FooterText", "Registered in England no. 123."),
        ("FooterText", ""),
        *(("DefaultLocale", language) for language in sorted(TRANSLATED)),
        ("DefaultLocale", "de-CH"),
        ("RetentionAdminArn", ""),
        ("RetentionAdminArn", "arn:aws:iam::123456789012:role/retention"),
        (
            "RetentionAdminArn",
            "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Law_0a1",
        ),
        ("RetentionAdminArn", "arn:aws:iam::123456789012:user/counsel@example.com"),
        ("RetentionAdminArn", "arn:aws-us-gov:iam::123456789012:root"),
        ("LandingExpiryPrefix", "inbox/"),
        ("LandingExpiryPrefix", "configured/"),
        ("CodeBucket", "my-code.bucket"),
    ],
)
def test_sensible_values_are_accepted(name, accepted):
    assert re.fullmatch(PARAMETERS[name]["AllowedPattern"], accepted)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        # These become part of a policy: a wildcard or variable would widen it.
        ("RetentionAdminArn", "*"),
        ("RetentionAdminArn", "arn:aws:iam::123456789012:role/*"),
        ("RetentionAdminArn", "arn:aws:iam::123456789012:role/retent?on"),
        ("RetentionAdminArn", "arn:aws:iam::*:role/retention"),
        ("RetentionAdminArn", "arn:aws:iam::123456789012:user/${aws:username}"),
        ("RetentionAdminArn", "arn:aws:sts::123456789012:assumed-role/retention/me"),
        ("FromAddress", "*@example.com"),
        ("FromAddress", "${aws:username}@example.com"),
        ("SesIdentity", "*"),
        ("SesIdentity", "*.example.com"),
        ("RedirectAllMailTo", "*@example.com"),
        ("RedirectAllMailTo", "you@example.com,me@example.com"),
        ("RedirectAllMailTo", "You <you@example.com>"),
        # Nobody translated the words: every mail would be in English.
        ("DefaultLocale", "sv"),
        ("DefaultLocale", "deu"),
        ("RedirectAllMailTo", "you@example.com\nBcc: all@example.com"),
        ("RedirectAllMailTo", "nobody"),
        ("AlarmAddress", "nobody"),
        ("FromAddress", "Receipts <receipts@example.com>"),
        ("ReplyToAddress", "nobody"),
        ("SellerName", "Acme\nBcc: all@example.com"),
        ("SellerName", ""),
        ("SupportContact", "line\nline"),
        ("SellerAddress", "line\nline"),
        ("SellerTaxId", "line\nline"),
        ("FooterText", "line\nline"),
        ("FooterText", " "),
        # It becomes part of a style.
        ("BrandColour", "red"),
        ("BrandColour", "#1d4ed8;background:url(https://example.com)"),
        ("BrandColour", "#1d4"),
        ("BrandColour", ""),
        ("DefaultCurrency", "usd"),
        ("LandingExpiryPrefix", "config/"),
        ("LandingExpiryPrefix", "config/contacts/"),
        ("LandingExpiryPrefix", "c"),
        ("LandingExpiryPrefix", "/"),
        ("CodeBucket", "s3://bucket"),
        ("ParserCodeKey", "parser.tar"),
    ],
)
def test_harmful_values_are_refused(name, refused):
    assert not re.fullmatch(PARAMETERS[name]["AllowedPattern"], refused)


@pytest.mark.parametrize(
    ("environment", "mailbox", "refused_by"),
    [
        ("trial", "", ["TrialsAreRedirected"]),
        ("trial", "you@example.com", []),
        ("prod", "", []),
        ("prod", "you@example.com", ["ProdIsNotRedirected"]),
    ],
)
def test_mail_is_redirected_exactly_where_customers_must_not_get_it(
    environment, mailbox, refused_by
):
    assert template.refusals(Environment=environment, RedirectAllMailTo=mailbox) == refused_by


def test_a_first_deployment_that_names_nobody_is_refused():
    assert template.refusals() == ["TrialsAreRedirected"]


@pytest.mark.parametrize("name", ["TrialsAreRedirected", "ProdIsNotRedirected"])
def test_a_refusal_names_both_parameters_and_how_to_go_on(name):
    (assertion,) = TEMPLATE["Rules"][name]["Assertions"]

    words = assertion["AssertDescription"]

    assert "RedirectAllMailTo" in words
    assert "Environment" in words
    assert "set Environment to" in words


def test_the_texts_fit_into_a_function_s_variables_in_any_script():
    # All together 4 KB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    variables = template.properties("ParserFunction")["Environment"]["Variables"]
    given = {name: PARAMETERS.get(value["Ref"], {}) for name, value in variables.items()}
    texts = [parameter["MaxLength"] for parameter in given.values() if "MaxLength" in parameter]

    # A bucket, a table, a queue's URL, an identity, a job and the stack: 100 bytes each, together
    # more than they are. Otherwise numbers. A letter has up to three.
    others = 100 * 6 + 12 * (len(variables) - len(texts) - 6)

    assert len(texts) == 5
    assert sum(map(len, variables)) + others + 3 * sum(texts) <= 4096


def test_outputs_name_everything_a_person_uses():
    expected = {
        "LandingBucket",
        "AuditBucket",
        "AuditDatabase",
        "AuditWorkGroup",
        "AuditorPolicyArn",
        "ChargesQueueUrl",
        "ChargesDeadLetterQueueUrl",
        "ChargesDeadLetterQueueArn",
        "ReceiptQueueUrl",
        "ReceiptQueueArn",
        "ReceiptDeadLetterQueueUrl",
        "ReceiptDeadLetterQueueArn",
        "UndeliveredEventsQueueUrl",
        "LedgerTable",
        "ParserFunction",
        "ParserLogGroup",
        "WorkerFunction",
        "WorkerLogGroup",
        "FeedbackQueueUrl",
        "FeedbackQueueArn",
        "FeedbackDeadLetterQueueUrl",
        "FeedbackDeadLetterQueueArn",
        "FeedbackFunction",
        "FeedbackLogGroup",
        "ReconcileJob",
        "ReconcileLogGroup",
        "LargeFileJob",
        "LargeFileLogGroup",
        "LargeFileFailuresQueueUrl",
        "WatchFunction",
        "WatchLogGroup",
        *("AlarmTopic", "Dashboard"),
        "ConfigurationSet",
        "KeyArn",
    }

    outputs = TEMPLATE["Outputs"]

    assert outputs.keys() == expected | {"Version"}
    assert all(output["Description"] for output in outputs.values())
