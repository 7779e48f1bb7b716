"""The functions and what they are told."""

from dataclasses import fields

import pytest

from tests.unit.cloudformation import template
from tests.unit.cloudformation.stack import FUNCTIONS
from tests.unit.cloudformation.template import PARAMETERS, arn, properties


@pytest.mark.parametrize(("name", "settings"), FUNCTIONS.items())
def test_environment_is_what_the_settings_ask_for(name, settings):
    asked = {setting.name.upper() for setting in fields(settings)}

    given = properties(name)["Environment"]["Variables"]

    assert given.keys() == asked


@pytest.mark.parametrize(("name", "settings"), FUNCTIONS.items())
def test_settings_can_read_the_defaults(name, settings):
    given = properties(name)["Environment"]["Variables"]
    told = {variable: str(template.value(reference)) for variable, reference in given.items()}

    # A rule of the template asks for it.
    read = settings.from_env(told | {"REDIRECT_ALL_MAIL_TO": "you@example.com"})

    assert read.ledger_table == "LedgerTable"


@pytest.mark.parametrize(
    ("function", "variable", "resource"),
    [
        ("ParserFunction", "AUDIT_BUCKET", "AuditBucket"),
        ("ParserFunction", "LEDGER_TABLE", "LedgerTable"),
        ("ParserFunction", "RECEIPT_QUEUE_URL", "ReceiptQueue"),
        ("WorkerFunction", "AUDIT_BUCKET", "AuditBucket"),
        ("WorkerFunction", "LEDGER_TABLE", "LedgerTable"),
        ("WorkerFunction", "RECEIPT_DEAD_LETTER_QUEUE_URL", "ReceiptDeadLetterQueue"),
        ("WorkerFunction", "CONFIGURATION_SET", "ConfigurationSet"),
        ("FeedbackFunction", "LEDGER_TABLE", "LedgerTable"),
        ("WatchFunction", "LEDGER_TABLE", "LedgerTable"),
        ("WatchFunction", "STACK_NAME", "AWS::StackName"),
        ("WatchFunction", "WORKER_MAPPING", "WorkerEventSourceMapping"),
    ],
)
def test_environment_names_the_right_resource(function, variable, resource):
    variables = properties(function)["Environment"]["Variables"]

    assert variables[variable] == {"Ref": resource}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_environment_passes_each_parameter_under_its_own_name(name):
    variables = properties(name)["Environment"]["Variables"]

    parameters = {v: r["Ref"] for v, r in variables.items() if r.get("Ref") in PARAMETERS}

    assert parameters == {v: "".join(map(str.title, v.split("_"))) for v in parameters}


@pytest.mark.parametrize(
    ("name", "step", "memory"),
    [
        ("ParserFunction", "parser", 4096),
        ("WorkerFunction", "worker", 512),
        ("FeedbackFunction", "feedback", 256),
        ("WatchFunction", "watch", 256),
    ],
)
def test_functions_run_our_handlers(name, step, memory):
    function = properties(name)

    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["Handler"] == f"lambdas.{step}.handler"
    assert function["Code"] == {
        "S3Bucket": {"Ref": "CodeBucket"},
        "S3Key": {"Ref": f"{step.title()}CodeKey"},
    }
    assert arn(function["Role"]) == f"{step.title()}Role.Arn"
    assert template.value(function["MemorySize"]) == memory


def test_parser_has_room_on_disk():
    assert properties("ParserFunction")["EphemeralStorage"] == {
        "Size": {"Ref": "ParserEphemeralStorage"}
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_log_json(name):
    assert properties(name)["LoggingConfig"]["LogFormat"] == "JSON"


@pytest.mark.parametrize(
    ("name", "function", "queue", "batch", "concurrency"),
    [
        ("ParserEventSourceMapping", "ParserFunction", "ChargesQueue", 1, 2),
        ("WorkerEventSourceMapping", "WorkerFunction", "ReceiptQueue", 10, 2),
        ("FeedbackEventSourceMapping", "FeedbackFunction", "FeedbackQueue", 10, 2),
    ],
)
def test_functions_poll_their_queue_and_name_what_failed(name, function, queue, batch, concurrency):
    mapping = properties(name)

    assert mapping["FunctionName"] == {"Ref": function}
    assert arn(mapping["EventSourceArn"]) == f"{queue}.Arn"
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert template.value(mapping["BatchSize"]) == batch
    assert template.value(mapping["ScalingConfig"]["MaximumConcurrency"]) == concurrency
