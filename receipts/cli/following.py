"""`receipts show … --follow`: a run, or a month, until nothing of it waits."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from receipts.cli.supporting import Desk
from receipts.cli.telling import Telling
from receipts.cli.waiting import pauses
from receipts.errors import ReceiptsError, RetryableError
from receipts.reconciliation.fate import OUT, Fate
from receipts.support.history import Month, RunHistory

Followed = Month | RunHistory
#: Over so many looks the rate is taken.
_LOOKS = 12


class Pace:
    """How many go out a second, over the last looks."""

    def __init__(self) -> None:
        self._seen: deque[tuple[datetime, int]] = deque(maxlen=_LOOKS)

    def saw(self, out: int, at: datetime) -> None:
        """So many were out then."""
        self._seen.append((at, out))

    @property
    def per_second(self) -> float:
        """0 until two looks are a while apart."""
        (first, few), (last, many) = self._seen[0], self._seen[-1]
        seconds = (last - first).total_seconds()
        return max(0.0, (many - few) / seconds) if seconds else 0.0


def follow(look: Callable[[], Followed], desk: Desk, tell: Telling) -> Followed:
    """Look again and again; the last of it that was seen."""
    clock, pace = desk.ports.clock, Pace()
    found = look()
    tell.step("Following …")
    for pause in pauses():
        began = clock.now()
        pace.saw(_out(found.fates), began)
        tell.go_on(
            ", ".join(in_words(found.fates, pace.per_second, began, desk)),
            done=found.fates.total() - found.fates[Fate.WAITING],
            total=found.fates.total() or None,
        )
        if is_over(found):
            break
        # A month of a million customers takes a while to read: no more looking than waiting.
        clock.sleep(max(pause, (clock.now() - began).total_seconds()))
        found = _again(look, found, tell)
    return found


def is_over(found: Followed) -> bool:
    """Whether nothing of it goes on by itself."""
    if isinstance(found, RunHistory) and (found.marks.is_ended or awaits_approval(found)):
        return True
    runs = found.runs if isinstance(found, Month) else (found.run,)
    is_written = all("status" in run.record for run in runs)
    return is_written and not found.fates[Fate.WAITING]


def awaits_approval(found: RunHistory) -> bool:
    """Whether a person has to let it out."""
    drops = found.run.drops
    return bool(drops and drops[-1]["awaits_approval"] and not found.approval)


def in_words(fates: Counter[Fate], per_second: float, now: datetime, desk: Desk) -> Iterator[str]:
    """How far it is, how fast, until when, and what is wrong."""
    yield f"{_out(fates):,} of {fates.total():,} receipts are out"
    told = ((fate, fates[fate]) for fate in Fate if fate is not Fate.SENT)
    yield from (f"{count:,} {fate.replace('_', ' ')}" for fate, count in told if count)
    if pause := desk.ports.switch.read().pause:
        yield f"sending is paused ({pause.reason})"
    elif per_second and fates[Fate.WAITING]:
        last = now + timedelta(seconds=fates[Fate.WAITING] / per_second)
        yield f"{per_second:,.1f} a second"
        yield f"the last one about {last:%Y-%m-%d %H:%M} UTC"
    yield from ringing(desk)


def ringing(desk: Desk) -> Iterator[str]:
    """The alarms, if any; no follower stops because somebody may not see them."""
    try:
        names = desk.alarms.ringing() if desk.alarms else []
    except ReceiptsError as error:
        yield f"alarms: {error}"
        return
    if names:
        yield f"ALARM: {' '.join(names)}"


def _out(fates: Counter[Fate]) -> int:
    """Those that SES took."""
    return sum(fates[fate] for fate in OUT)


def _again(look: Callable[[], Followed], last: Followed, tell: Telling) -> Followed:
    try:
        return look()
    except RetryableError as error:
        tell.go_on(f"{error}; trying again …")
        return last
