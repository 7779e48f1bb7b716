"""What SES tells an event destination about each mail; moto.ses emits nothing for sets.

The events' form: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
The simulator: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from moto.ses.models import SESBackend, ses_backends
from moto.sns.models import sns_backends

from receipts.local.moto_new_type import Resource
from receipts.local.moto_ses import SentMail

_SIMULATOR = "@simulator.amazonses.com"
#: Event type in a destination -> eventType in the event.
_NAMES = {"SEND": "Send", "DELIVERY": "Delivery", "BOUNCE": "Bounce", "COMPLAINT": "Complaint"}


def create_event_destination(resource: Resource) -> str:
    """AWS::SES::ConfigurationSetEventDestination with an SNS topic."""
    destination = resource.properties["EventDestination"]
    ses = ses_backends[resource.account_id][resource.region]
    ses.create_configuration_set_event_destination(
        resource.properties["ConfigurationSetName"], destination
    )
    return str(destination["Name"])


def publish_events(mail: SentMail, ses: SESBackend) -> None:
    """Tell the topic of the mail's configuration set what became of the mail."""
    destination = ses.config_set_event_destination.get(mail.configuration_set or "")
    if destination is None or not mail.recipients:
        return
    topic = destination["SnsDestination"]["TopicARN"]
    sns = sns_backends[ses.account_id][ses.region_name]
    for kind, section in _fate(mail):
        if kind in destination["MatchingEventTypes"]:
            sns.publish(json.dumps(_event(mail, _NAMES[kind], section)), arn=topic)


def _fate(mail: SentMail) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mail is delivered, but to the mailbox simulator's special addresses."""
    now, (recipient, *_) = _stamp(datetime.now(UTC)), mail.recipients
    yield "SEND", {}
    if recipient.startswith("bounce") and recipient.endswith(_SIMULATOR):
        yield (
            "BOUNCE",
            {
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [{"emailAddress": recipient, "status": "5.1.1"}],
                "timestamp": now,
            },
        )
        return
    yield (
        "DELIVERY",
        {"recipients": [recipient], "timestamp": now, "smtpResponse": "250 2.6.0 Message received"},
    )
    if recipient.startswith("complaint") and recipient.endswith(_SIMULATOR):
        yield (
            "COMPLAINT",
            {
                "complainedRecipients": [{"emailAddress": recipient}],
                "complaintFeedbackType": "abuse",
                "timestamp": now,
            },
        )


def _event(mail: SentMail, name: str, section: dict[str, Any]) -> dict[str, Any]:
    return {
        "eventType": name,
        "mail": {
            "timestamp": _stamp(mail.accepted_at),
            "messageId": mail.message_id,
            "source": mail.sender,
            "destination": list(mail.recipients),
            "tags": {
                "ses:configuration-set": [mail.configuration_set],
                **{tag: [value] for tag, value in mail.tags.items()},
            },
        },
        name.lower(): section,
    }


def _stamp(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
