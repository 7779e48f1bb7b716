"""Sends each line of a dropped file to the mail queue."""

import json
import os

import boto3


def handler(event, context):
    print("relay prints this")
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    for record in event["Records"]:
        detail = json.loads(record["body"])["detail"]
        dropped = s3.get_object(Bucket=detail["bucket"]["name"], Key=detail["object"]["key"])
        lines = dropped["Body"].read().decode().splitlines()
        for start in range(0, len(lines), 10):
            sqs.send_message_batch(
                QueueUrl=os.environ["QUEUE_URL"],
                Entries=[
                    {"Id": str(number), "MessageBody": line}
                    for number, line in enumerate(lines[start : start + 10])
                ],
            )
