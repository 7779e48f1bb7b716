"""Every minute: end the pause whose cause is gone, make the intake follow, count what waits."""

import logging
from datetime import timedelta

from receipts.errors import ReceiptsError
from receipts.model import Standing
from receipts.pause import Pause, is_over
from receipts.pausing import resume
from receipts.port_bundles import WatchPorts
from receipts.reasons import Reason

_log = logging.getLogger(__name__)


def watch(*, ports: WatchPorts, in_doubt_hours: int) -> Standing:
    """One look. Whatever fails is tried again by the next."""
    pause = _still_paused(ports)
    if ports.intake.set(is_open=pause is None):
        _log.info("intake_switched", extra={"is_open": pause is None})
    standing = Standing(
        paused=pause is not None,
        braked=pause is not None and pause.reason is Reason.BRAKE,
        overdue_doubts=ports.ledger.overdue_doubts(
            ports.clock.now() - timedelta(hours=in_doubt_hours)
        ),
    )
    ports.gauges.show(standing)
    return standing


def _still_paused(ports: WatchPorts) -> Pause | None:
    seen = ports.switch.read()
    if seen.pause is None or seen.pause.waits_for_a_person:
        return seen.pause
    if _is_over(seen.pause, ports) and resume(seen, ports.switch):
        return None
    return ports.switch.read().pause


def _is_over(pause: Pause, ports: WatchPorts) -> bool:
    try:
        account = ports.desk.ask()
    except ReceiptsError as error:
        # The intake has to close and the alarms to see it also while SES cannot be asked.
        _log.error("ses_not_asked", exc_info=error)
        return False
    return is_over(pause, account, now=ports.clock.now())
