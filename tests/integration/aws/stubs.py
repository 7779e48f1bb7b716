"""Clients whose answers a test writes; botocore checks both sides against the service's model."""

import boto3
from botocore.stub import Stubber


def stubbed(service: str) -> tuple[object, Stubber]:
    """A client that calls nobody, and its stub, active."""
    client = boto3.client(
        service, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    stub = Stubber(client)
    stub.activate()
    return client, stub
