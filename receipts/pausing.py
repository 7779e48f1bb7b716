"""Throw the switch that stops all sending, or throw it back."""

import logging

from receipts.pause import Pause, Switch, paused, resumed
from receipts.ports import PauseSwitch

_log = logging.getLogger(__name__)


def pause(reason: Pause, switch: PauseSwitch) -> bool:
    """Stop all sending; False when it is stopped already for a reason as strong."""
    seen = switch.read()
    while new := paused(seen, reason):
        found = switch.swap(new, seen=seen)
        if found is None:
            extra = {"reason": reason.reason, "by": reason.by, "run_id": reason.run_id}
            _log.warning("sending_paused", extra=extra)
            return True
        seen = found
    return False


def resume(seen: Switch, switch: PauseSwitch) -> bool:
    """Go on; False when the switch moved since it was seen, so that nothing was done."""
    if switch.swap(resumed(seen), seen=seen):
        return False
    _log.warning("sending_resumed", extra={"reason": seen.pause.reason if seen.pause else None})
    return True
