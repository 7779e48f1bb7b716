"""Counts what mails of each run came to, and pauses all sending when a list is bad."""

import logging
from collections.abc import Mapping

from receipts.brake import Limits, Tally, is_bad
from receipts.pause import Pause
from receipts.pausing import pause
from receipts.port_bundles import FeedbackPorts
from receipts.reasons import Reason

_log = logging.getLogger(__name__)


def count_outcomes(tallies: Mapping[str, Tally], *, ports: FeedbackPorts, limits: Limits) -> None:
    """Add to each run's tally. A crash between a row and its tally loses that count: of a share
    it makes no difference, and nothing is ever counted twice.
    """
    for run_id, tally in tallies.items():
        if not tally:
            continue
        marks = ports.runs.add(run_id, tally)
        if is_bad(marks, limits):
            counts = {"bounced": marks.tally.bounced, "complained": marks.tally.complained}
            _log.error("list_is_bad", extra={"run_id": run_id, **counts})
            now = ports.clock.now()
            pause(Pause(reason=Reason.BRAKE, since=now, run_id=run_id), ports.switch)
