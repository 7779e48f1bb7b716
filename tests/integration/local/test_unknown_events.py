"""The real stack keeps SES events that it does not know."""

import json
from pathlib import Path

from tests.unit.feedback.events import body

ROOT = Path(__file__).parents[3]
PARAMETERS = {
    "Environment": "prod",
    "SellerName": "Shop",
    "FromAddress": "receipts@shop.example",
    "SesIdentity": "shop.example",
}


def test_an_unknown_event_ends_in_the_audit_bucket_once_and_without_addresses(tmp_path, open_world):
    template = ROOT / "cloudformation" / "receipts.yaml"
    with open_world(tmp_path, template=template, code_root=ROOT, parameters=PARAMETERS) as world:
        queue = world.outputs["FeedbackQueueUrl"]
        for _ in range(2):
            world.client("sqs").send_message(QueueUrl=queue, MessageBody=body("click"))
        world.drain(timeout=60)

    (kept,) = (tmp_path / "audit" / "events" / "2026-10-02").iterdir()
    assert json.loads(kept.read_text())["eventType"] == "Click"
    assert "@" not in kept.read_text()
