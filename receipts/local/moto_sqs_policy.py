"""AWS::SQS::QueuePolicy. Stored; moto enforces no queue policy."""

import json

from moto.sqs.models import sqs_backends

from receipts.local.moto_new_type import Resource


def put_queue_policy(resource: Resource) -> str:
    """Put one policy on each of its queues."""
    sqs = sqs_backends[resource.account_id][resource.region]
    for url in resource.properties["Queues"]:
        queue = sqs.get_queue(url.rpartition("/")[2])
        queue.policy = json.dumps(resource.properties["PolicyDocument"])
    return resource.name
