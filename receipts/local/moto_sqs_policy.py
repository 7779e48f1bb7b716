"""AWS::SQS::QueuePolicy, which moto.cloudformation ignores. Stored; moto enforces no policy."""

import json
from typing import Any

from moto.core.common_models import CloudFormationModel
from moto.sqs.models import sqs_backends


class QueuePolicy(CloudFormationModel):
    """One policy put on each of its queues."""

    def __init__(self, name: str) -> None:
        self.physical_resource_id = name

    @staticmethod
    def cloudformation_name_type() -> str:
        """No property names it."""
        return ""

    @staticmethod
    def cloudformation_type() -> str:
        """The type in a template."""
        return "AWS::SQS::QueuePolicy"

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
        **_: Any,
    ) -> "QueuePolicy":
        """Give the queues their policy."""
        properties = cloudformation_json["Properties"]
        sqs = sqs_backends[account_id][region_name]
        for url in properties["Queues"]:
            queue = sqs.get_queue(url.rpartition("/")[2])
            queue.policy = json.dumps(properties["PolicyDocument"])
        return cls(resource_name)
