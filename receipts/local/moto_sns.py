"""Subscriptions and policies of topics in templates, which moto.cloudformation ignores."""

import json

from moto.sns.models import sns_backends

from receipts.local.moto_new_type import Resource


def subscribe(resource: Resource) -> str:
    """AWS::SNS::Subscription."""
    properties = resource.properties
    sns = sns_backends[resource.account_id][resource.region]
    subscription = sns.subscribe(
        properties["TopicArn"], properties["Endpoint"], properties["Protocol"]
    )
    if str(properties.get("RawMessageDelivery")).lower() == "true":
        sns.set_subscription_attributes(subscription.arn, "RawMessageDelivery", "true")
    return str(subscription.arn)


def put_topic_policy(resource: Resource) -> str:
    """AWS::SNS::TopicPolicy. Stored; moto enforces no topic policy."""
    sns = sns_backends[resource.account_id][resource.region]
    for topic in resource.properties["Topics"]:
        sns.get_topic(topic).policy = json.dumps(resource.properties["PolicyDocument"])
    return resource.name
