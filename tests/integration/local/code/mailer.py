"""Does what each message says: sends a mail unless told to misbehave."""

import functools
import json
import os
import time

import boto3

client = functools.cache(boto3.client)
MAIL = "From: shop@shop.example\r\nTo: {name}@example.com\r\nSubject: Hi\r\n\r\nBonjour {name}\r\n"


def handler(event, context):
    records = event["Records"]
    failed = [
        record["messageId"] for record in records if not mailed(record, context, len(records))
    ]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def mailed(record, context, batch):
    match record["body"]:
        case "nothing":
            pass
        case "fail":
            return False
        case "raise":
            raise ValueError("told to")
        case "exit":
            os._exit(3)
        case "sleep":
            time.sleep(60)
        case "seen":
            keep("seen.json", json.dumps(seen(record, context) | {"batch": batch}).encode())
        case name:
            send(name)
    return True


def send(name):
    mime = MAIL.format(name=name).encode()
    keep(f"receipts/{name}", mime)
    client("sesv2").send_email(
        ConfigurationSetName=os.environ["CONFIGURATION_SET"],
        Content={"Raw": {"Data": mime}},
        EmailTags=[{"Name": "receipt_id", "Value": name}],
    )


def keep(key, body):
    condition = {"IfNoneMatch": "*"} if key.startswith("receipts/") else {}
    client("s3").put_object(Bucket=os.environ["AUDIT_BUCKET"], Key=key, Body=body, **condition)


def seen(record, context):
    return {
        "record": record,
        "environment": dict(os.environ),
        "pid": os.getpid(),
        "request": context.aws_request_id,
        "function": context.function_name,
        "left": context.get_remaining_time_in_millis(),
    }
