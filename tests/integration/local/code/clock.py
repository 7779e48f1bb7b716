"""Keeps each event it is invoked with."""

import json
import os
import uuid

import boto3


def handler(event, context):
    if event.get("told") == "to fail":
        raise ValueError("told to")
    boto3.client("s3").put_object(
        Bucket=os.environ["BUCKET"], Key=uuid.uuid4().hex, Body=json.dumps(event).encode()
    )
