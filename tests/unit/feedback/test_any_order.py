"""Whatever the order and repetition of a mail's events, the row ends at the furthest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.feedback.ses_events import Kind
from receipts.ledger import State
from tests.builders import entry
from tests.fakes import FakeWorld
from tests.unit.feedback.events import TAGS, body
from tests.working import hear

ACCEPTED = {
    "send": body("send"),
    "delay": body("delivery_delay"),
    "transient": body("bounce", bounceType="Transient", bounceSubType="MailboxFull"),
    "undetermined": body("bounce", bounceType="Undetermined", bounceSubType="Undetermined"),
}
DELIVERED = {
    "delivery": body("delivery"),
    "not-spam": body("complaint", complaintFeedbackType="not-spam"),
}
REJECTED = {"reject": body("reject"), "rendering failure": body("rendering_failure")}
SAYS_NOTHING = {name: body(name) for name in ("open", "click", "subscription")}
#: Each event of a mail that left SES, in the order in which things happen.
REACHED = {
    **dict.fromkeys(ACCEPTED, State.SENT),
    **dict.fromkeys(DELIVERED, State.DELIVERED),
    "permanent": State.BOUNCED,
    "complaint": State.COMPLAINED,
}
LEFT = {
    **(ACCEPTED | DELIVERED),
    "permanent": body("bounce"),
    "complaint": body("complaint"),
}
FURTHEST = [State.SENT, State.DELIVERED, State.BOUNCED, State.COMPLAINED]
STARTS = [None, State.SENDING, State.IN_DOUBT, State.FAILED, State.SENT]


def final(start: State | None, texts: list[str]) -> State | None:
    """Where the row stands after these events."""
    world = FakeWorld()
    place = TAGS["billing_period"], TAGS["customer_key"]
    if start:
        world.ledger.rows[place] = entry(start)
    failed = hear(world, *texts)
    assert failed == []
    row = world.ledger.rows.get(place)
    return row and row.state


@pytest.mark.parametrize("start", STARTS)
@given(names=st.lists(st.sampled_from([*LEFT, *SAYS_NOTHING]), max_size=12))
def test_a_mail_that_left_ends_at_its_furthest_event(start, names):
    state = final(start, [(LEFT | SAYS_NOTHING)[name] for name in names])

    told = [REACHED[name] for name in names if name in REACHED]
    assert state == (max(told, key=FURTHEST.index) if told else start)


@pytest.mark.parametrize("start", STARTS)
@given(
    names=st.lists(st.sampled_from([*ACCEPTED, *SAYS_NOTHING]), max_size=8),
    ends=st.lists(st.sampled_from([*REJECTED]), min_size=1, max_size=3),
    data=st.data(),
)
def test_a_mail_that_ses_gave_up_ends_rejected(start, names, ends, data):
    order = data.draw(st.permutations(names + ends))

    assert final(start, [(ACCEPTED | REJECTED | SAYS_NOTHING)[name] for name in order]) == (
        State.REJECTED
    )


def test_every_kind_takes_part():
    taking_part = [*LEFT.values(), *REJECTED.values(), *SAYS_NOTHING.values()]

    for kind in set(Kind) - {Kind.UNKNOWN}:
        assert any(f'"eventType": "{kind}"' in text for text in taking_part)
