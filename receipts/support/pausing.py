"""A person stops all sending, or lets it go on. Each time leaves a note."""

import json
from typing import Any

from receipts import keys, pausing
from receipts.pause import Pause, Switch
from receipts.port_bundles import SupportPorts
from receipts.reasons import Reason


def pause_by_hand(*, ports: SupportPorts) -> bool:
    """Stop until a person continues; False when a person is asked for already."""
    now, who = ports.clock.now(), ports.identity.who()
    _note({"what": "pause"}, ports)
    return pausing.pause(Pause(reason=Reason.PERSON, since=now, by=who), ports.switch)


def continue_by_hand(seen: Switch, *, ports: SupportPorts) -> bool:
    """Go on; False when the switch moved since it was seen.

    A person who goes on after a bad list has looked: the brake does not stop that run again.
    """
    _note({"what": "continue", "seen": seen.pause and seen.pause.reason}, ports)
    if not pausing.resume(seen, ports.switch):
        return False
    if seen.pause and seen.pause.run_id:
        ports.runs.release_brake(seen.pause.run_id)
    return True


def _note(what: dict[str, Any], ports: SupportPorts) -> None:
    now = ports.clock.now()
    note = {"version": 1, **what, "who": ports.identity.who(), "when": now.isoformat()}
    ports.audit.put_new(keys.pause_decision_key(at=now), json.dumps(note, indent=2).encode())
