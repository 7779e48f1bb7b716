"""What SES tells an event destination about each mail; moto.ses emits nothing for sets.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
"""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from typing import Any

from moto.ses.models import SESBackend, ses_backends
from moto.sns.models import sns_backends

from receipts.local.mailbox_simulator import fate_of
from receipts.local.moto_new_type import Resource
from receipts.local.moto_ses import SentMail

#: Event type in a destination -> eventType in the event.
_NAMES = {"SEND": "Send", "DELIVERY": "Delivery", "BOUNCE": "Bounce", "COMPLAINT": "Complaint"}
_SOURCE_IP = "127.0.0.1"


def create_event_destination(resource: Resource) -> str:
    """AWS::SES::ConfigurationSetEventDestination with an SNS topic."""
    destination = resource.properties["EventDestination"]
    ses = ses_backends[resource.account_id][resource.region]
    # Each set has names of its own; moto takes them for the account's.
    ses.event_destinations.pop(destination["Name"], None)
    ses.create_configuration_set_event_destination(
        resource.properties["ConfigurationSetName"], destination
    )
    return str(destination["Name"])


def publish_events(mail: SentMail, ses: SESBackend) -> None:
    """Tell the topic of the mail's configuration set what became of the mail.

    Unlike AWS, only the first recipient has a fate.
    """
    destination = ses.config_set_event_destination.get(mail.configuration_set or "")
    if destination is None or not mail.recipients:
        return
    topic = destination["SnsDestination"]["TopicARN"]
    sns = sns_backends[ses.account_id][ses.region_name]
    for kind, event in events_of(mail, ses):
        if kind in destination["MatchingEventTypes"]:
            sns.publish(json.dumps(event), arn=topic)


def events_of(mail: SentMail, ses: SESBackend) -> Iterator[tuple[str, dict[str, Any]]]:
    """What becomes of a mail, in order: each type as a destination names it, and the event."""
    about = _about(mail, ses)
    now, feedback_id = _stamp(datetime.now(UTC)), f"0100{uuid.uuid4().hex[:12]}-{uuid.uuid4()}"
    for kind, section in fate_of(mail.recipients[0], at=now, feedback_id=feedback_id):
        name = _NAMES[kind]
        yield kind, {"eventType": name, "mail": about, name.lower(): section}


def _about(mail: SentMail, ses: SESBackend) -> dict[str, Any]:
    """The part that all events of a mail have."""
    mime = message_from_bytes(mail.mime)
    return {
        "timestamp": _stamp(mail.accepted_at),
        "source": mail.sender,
        "sourceArn": f"arn:aws:ses:{ses.region_name}:{ses.account_id}:identity/{mail.identity}",
        "sendingAccountId": ses.account_id,
        "messageId": mail.message_id,
        "destination": list(mail.recipients),
        "headersTruncated": False,
        "headers": [{"name": name, "value": str(value)} for name, value in mime.items()],
        "commonHeaders": _common_headers(mime, mail.message_id),
        "tags": {
            "ses:operation": ["SendEmail"],
            "ses:configuration-set": [mail.configuration_set],
            "ses:source-ip": [_SOURCE_IP],
            "ses:from-domain": [parseaddr(mail.sender)[1].rpartition("@")[2]],
            "ses:caller-identity": ["root"],
            **{tag: [value] for tag, value in mail.tags.items()},
        },
    }


def _common_headers(mime: Message, message_id: str) -> dict[str, Any]:
    lists = {name: [str(value) for value in mime.get_all(name, [])] for name in ("from", "to")}
    texts = {"subject": str(mime.get("subject", "")), "messageId": message_id}
    return {name: value for name, value in {**lists, **texts}.items() if value}


def _stamp(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
