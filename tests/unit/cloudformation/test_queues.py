"""How drops, receipts and feedback travel."""

import pytest

from tests.unit.cloudformation import template
from tests.unit.cloudformation.stack import DEAD_LETTERS, QUEUES, RULES, TLS_ONLY
from tests.unit.cloudformation.template import PARAMETERS, arn, properties


def test_rule_sees_every_drop_but_those_under_config():
    pattern = properties("ChargesRule")["EventPattern"]

    assert properties("ChargesRule")["State"] == "ENABLED"
    assert pattern == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [{"Ref": "LandingBucket"}]},
            "object": {"key": [{"anything-but": {"prefix": "config/"}}]},
        },
    }


def test_rule_queues_drops_one_after_the_other_and_keeps_what_it_cannot_deliver():
    (target,) = properties("ChargesRule")["Targets"]

    undelivered = arn(target["DeadLetterConfig"]["Arn"])

    assert arn(target["Arn"]) == "ChargesQueue.Arn"
    assert target["SqsParameters"] == {"MessageGroupId": "charges"}
    assert target["RetryPolicy"] == {
        "MaximumRetryAttempts": 185,
        "MaximumEventAgeInSeconds": 86400,
    }
    assert undelivered == "UndeliveredEventsQueue.Arn"
    assert "FifoQueue" not in properties("UndeliveredEventsQueue")


@pytest.mark.parametrize(("name", "rule"), RULES.items())
def test_only_the_rule_may_send_events(name, rule):
    allow = template.statements(f"{name}Policy")["RuleSends"]

    assert allow["Effect"] == "Allow"
    assert allow["Principal"] == {"Service": "events.amazonaws.com"}
    assert allow["Action"] == "sqs:SendMessage"
    assert arn(allow["Resource"]) == f"{name}.Arn"
    assert allow["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [rule, "Arn"]}}}


@pytest.mark.parametrize("name", QUEUES)
def test_every_queue_has_a_dead_letter_queue_or_is_one(name):
    final = {*DEAD_LETTERS.values(), "UndeliveredEventsQueue", "LargeFileFailuresQueue"}

    target = properties(name).get("RedrivePolicy", {}).get("deadLetterTargetArn")

    assert name in final or arn(target) == f"{DEAD_LETTERS[name]}.Arn"


@pytest.mark.parametrize(
    ("name", "receives"), [("ChargesQueue", 3), ("ReceiptQueue", 20), ("FeedbackQueue", 5)]
)
def test_a_message_is_tried_often_enough(name, receives):
    assert properties(name)["RedrivePolicy"]["maxReceiveCount"] == receives


@pytest.mark.parametrize(("source", "dead"), DEAD_LETTERS.items())
def test_a_dead_letter_queue_is_its_source_s_alone_and_keeps_longer(source, dead):
    allow = properties(dead)["RedriveAllowPolicy"]
    source_name = properties(source)["QueueName"]["Fn::Sub"].replace("${", "").replace("}", "")

    (allowed,) = [arn(queue) for queue in allow["sourceQueueArns"]]

    assert allow["redrivePermission"] == "byQueue"
    assert allowed == f"arn:AWS::Partition:sqs:AWS::Region:AWS::AccountId:{source_name}"
    assert properties(source).get("FifoQueue") == properties(dead).get("FifoQueue")
    assert (
        properties(source)["MessageRetentionPeriod"]
        < properties(dead)["MessageRetentionPeriod"]
        == 14 * 86400
    )


def test_undelivered_events_are_kept_as_long_as_sqs_can():
    assert properties("UndeliveredEventsQueue")["MessageRetentionPeriod"] == 14 * 86400


def test_charges_queue_keeps_order_and_accepts_events_without_a_deduplication_id():
    queue = properties("ChargesQueue")

    assert queue["FifoQueue"] is True
    assert queue["ContentBasedDeduplication"] is True


def test_charges_stay_hidden_longer_than_any_parser_can_run():
    longest = PARAMETERS["ParserTimeout"]["MaxValue"]

    hidden = properties("ChargesQueue")["VisibilityTimeout"]

    assert properties("ParserFunction")["Timeout"] == {"Ref": "ParserTimeout"}
    assert hidden >= longest + 60


def test_feedback_stays_hidden_for_six_timeouts_and_the_batching_window():
    timeout = properties("FeedbackFunction")["Timeout"]
    window = properties("FeedbackEventSourceMapping")["MaximumBatchingWindowInSeconds"]

    assert properties("FeedbackQueue")["VisibilityTimeout"] >= 6 * timeout + window


def test_ses_tells_the_topic_everything_that_happens_to_a_mail_and_tracks_nobody():
    destination = properties("FeedbackEvents")["EventDestination"]

    assert destination["Enabled"] is True
    assert destination["SnsDestination"] == {"TopicARN": {"Ref": "FeedbackTopic"}}
    assert sorted(destination["MatchingEventTypes"]) == [
        "BOUNCE",
        "COMPLAINT",
        "DELIVERY",
        "DELIVERY_DELAY",
        "REJECT",
        "RENDERING_FAILURE",
        "SEND",
    ]


def test_the_topic_passes_events_to_the_queue_as_they_are():
    subscription = properties("FeedbackSubscription")

    assert subscription["TopicArn"] == {"Ref": "FeedbackTopic"}
    assert (subscription["Protocol"], subscription["RawMessageDelivery"]) == ("sqs", True)
    assert arn(subscription["Endpoint"]) == "FeedbackQueue.Arn"


def test_only_our_configuration_set_may_publish():
    policy = template.statements("FeedbackTopicPolicy")
    allow = policy["ConfigurationSetPublishes"]

    source = allow["Condition"]["StringEquals"]

    assert (allow["Principal"], allow["Action"]) == (
        {"Service": "ses.amazonaws.com"},
        "sns:Publish",
    )
    assert source["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert arn(source["aws:SourceArn"]).endswith(":configuration-set/ConfigurationSet")
    assert policy["TlsOnly"]["Condition"] == TLS_ONLY


def test_only_the_topic_may_send_feedback():
    allow = template.statements("FeedbackQueuePolicy")["TopicSends"]

    assert (allow["Principal"], allow["Action"]) == (
        {"Service": "sns.amazonaws.com"},
        "sqs:SendMessage",
    )
    assert allow["Condition"]["ArnEquals"] == {"aws:SourceArn": {"Ref": "FeedbackTopic"}}
