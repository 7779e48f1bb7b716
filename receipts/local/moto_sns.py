"""Subscriptions and policies of topics in templates, which moto.cloudformation ignores."""

import json

from moto.sns.models import sns_backends

from receipts.local.moto_new_type import Resource

_CONFIRMED_BY_A_LINK = {"email", "email-json", "http", "https"}


def subscribe(resource: Resource) -> str:
    """AWS::SNS::Subscription."""
    properties = resource.properties
    sns = sns_backends[resource.account_id][resource.region]
    topic, protocol = sns.get_topic(properties["TopicArn"]), properties["Protocol"]
    subscription = sns.subscribe(topic.arn, properties["Endpoint"], protocol)
    # moto counts neither. Whoever is told by mail has to follow a link first.
    topic.subscriptions_pending += protocol in _CONFIRMED_BY_A_LINK
    topic.subscriptions_confimed += protocol not in _CONFIRMED_BY_A_LINK
    if str(properties.get("RawMessageDelivery")).lower() == "true":
        sns.set_subscription_attributes(subscription.arn, "RawMessageDelivery", "true")
    return str(subscription.arn)


def put_topic_policy(resource: Resource) -> str:
    """AWS::SNS::TopicPolicy. Stored; moto enforces no topic policy."""
    sns = sns_backends[resource.account_id][resource.region]
    for topic in resource.properties["Topics"]:
        sns.get_topic(topic).policy = json.dumps(resource.properties["PolicyDocument"])
    return resource.name
