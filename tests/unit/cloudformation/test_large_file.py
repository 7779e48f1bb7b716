"""What reads the files that are too large for the parser."""

import base64
import json
from dataclasses import fields

import pytest

from receipts import hand_over
from receipts.config import ParserSettings, Stack
from tests.builders import dropped
from tests.unit.cloudformation import template
from tests.unit.cloudformation.resolving import Deployed
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE, arn, properties

JOB = properties("LargeFileJob")
ARGUMENTS = JOB["DefaultArguments"]
#: Receipts that a parser of two cores has written in a second, without network: benchmarks.
RECEIPTS_A_SECOND = 300


def settings_of(**parameters: str) -> ParserSettings:
    """What the job makes of its own arguments and those of a run."""
    text = Deployed(TEMPLATE, parameters)._text(ARGUMENTS["--settings"]["Fn::Base64"]["Fn::Sub"])
    told = {"--settings": base64.b64encode(text.encode()).decode(), "--JOB_NAME": "x"}
    given = told | hand_over.to_arguments(dropped())
    asked = hand_over.from_arguments([word for pair in given.items() for word in pair])
    return ParserSettings.from_env(asked.environment)


def test_the_job_is_told_what_the_parser_is_told_but_whom_to_hand_over_to():
    variables = properties("ParserFunction")["Environment"]["Variables"]
    parser = {name: str(template.value(given)) for name, given in variables.items()}

    told = settings_of()

    expected = ParserSettings.from_env(parser | {"LARGE_FILE_JOB": "", "STACK_NAME": "receipts"})
    assert told == expected
    assert {field.name.upper() for field in fields(ParserSettings)} == variables.keys()


@pytest.mark.parametrize("text", ["-- x --", 'a "quote"', "100% = all", "Ünïted & Søns; $HOME", ""])
def test_the_seller_s_texts_reach_the_job_as_they_are(text):
    assert settings_of(FooterText=text).footer_text == text


def test_it_is_pinned_tried_twice_and_sized_by_parameters():
    assert JOB["GlueVersion"] == "5.1"
    assert (JOB["WorkerType"], JOB["NumberOfWorkers"], JOB["Timeout"]) == (
        {"Ref": "LargeFileWorkerType"},
        {"Ref": "LargeFileWorkers"},
        {"Ref": "LargeFileTimeout"},
    )
    assert JOB["MaxRetries"] == 1
    assert "MaxCapacity" not in JOB


def test_it_is_not_queued_because_glue_queues_no_job_that_it_tries_again():
    assert "JobRunQueuingEnabled" not in JOB


def test_it_takes_workers_only_as_it_has_work_for_them():
    assert ARGUMENTS["--enable-auto-scaling"] == "true"


def test_its_modules_are_those_of_the_reconciliation_from_the_code_bucket_alone():
    names = ("--additional-python-modules", "--python-modules-installer-option")
    daily = properties("ReconcileJob")["DefaultArguments"]

    assert [ARGUMENTS[name] for name in names] == [daily[name] for name in names]
    assert arn(JOB["Command"]["ScriptLocation"]) == "s3://CodeBucket/LargeFileCodeKey"


def test_its_logs_go_where_the_stack_keeps_them_for_a_while():
    prefix = arn(ARGUMENTS["--custom-logGroup-prefix"])

    groups = [properties(f"LargeFile{name}LogGroup") for name in ("", "System")]

    assert [arn(g["LogGroupName"]) for g in groups] == [f"{prefix}/output", f"{prefix}/error"]
    assert {g["RetentionInDays"]["Ref"] for g in groups} == {"LogRetentionDays"}


def test_what_it_writes_is_encrypted_with_the_stacks_key():
    encryption = properties("LargeFileSecurity")["EncryptionConfiguration"]

    assert encryption["S3Encryptions"] == [
        {"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": {"Fn::GetAtt": ["Key", "Arn"]}}
    ]
    assert JOB["SecurityConfiguration"] == {"Ref": "LargeFileSecurity"}


def test_the_parser_has_time_for_what_it_does_not_hand_over():
    most = PARAMETERS["ParserTimeout"]["Default"] * RECEIPTS_A_SECOND

    assert PARAMETERS["LargeRunReceipts"]["Default"] == most
    assert PARAMETERS["LargeRunReceipts"]["MaxValue"] == most
    assert f"{RECEIPTS_A_SECOND} for each second" in PARAMETERS["LargeRunReceipts"]["Description"]


@pytest.mark.parametrize(
    ("seconds", "receipts", "refused"),
    [("900", "270000", False), ("300", "270000", True), ("300", "90000", False)],
)
def test_a_parser_with_less_time_hands_over_sooner(seconds, receipts, refused):
    refusals = template.refusals(
        Environment="prod", ParserTimeout=seconds, LargeRunReceipts=receipts
    )

    assert refusals == (["ShorterParsersHandOverSooner"] if refused else [])


def test_the_parser_has_memory_for_what_it_does_not_hand_over():
    # Seven times the file, as measured, and half a gigabyte.
    needed = 7 * int(PARAMETERS["LargeFileBytes"]["Default"]) / 2**20 + 512

    assert needed <= PARAMETERS["ParserMemory"]["Default"]


def test_a_parser_that_ran_out_of_time_is_not_begun_again_while_it_runs():
    queue = properties("ChargesQueue")

    assert queue["VisibilityTimeout"] > PARAMETERS["ParserTimeout"]["MaxValue"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3


def test_a_stack_says_what_its_parser_hands_over():
    defaults = {name: str(given.get("Default", "")) for name, given in PARAMETERS.items()}

    reach = Stack({}, defaults).reach

    assert (reach.file_bytes, reach.receipts) == (268_435_456, 270_000)


def test_a_failed_run_waits_for_a_person_in_ids_alone():
    rule = properties("LargeFileFailedRule")
    (target,) = rule["Targets"]
    transformed = target["InputTransformer"]

    template_ = transformed["InputTemplate"]
    for name in transformed["InputPathsMap"]:
        template_ = template_.replace(f"<{name}>", f'"{name}"')

    assert arn(target["Arn"]) == "LargeFileFailuresQueue.Arn"
    assert rule["EventPattern"]["detail"] == {
        "jobName": [{"Ref": "LargeFileJob"}],
        "state": ["FAILED", "TIMEOUT", "STOPPED"],
    }
    assert json.loads(template_) == {name: name for name in transformed["InputPathsMap"]}
    assert sorted(transformed["InputPathsMap"].values()) == [
        "$.detail.jobName",
        "$.detail.jobRunId",
        "$.detail.state",
        "$.time",
    ]
