"""The functions as their queues would call them, on the ports in memory."""

from dataclasses import replace
from datetime import datetime

from receipts.brake import Limits
from receipts.config import Release, WorkerSettings
from receipts.delivery.batch import deliver_batch
from receipts.feedback.service import record_feedback_batch
from receipts.parsing.run import Run
from receipts.parsing.service import parse_file
from tests.builders import LIMITS, NOW, RELEASE, dropped, rulebook, worker_settings
from tests.fakes import FakeWorld


def drop(
    world: FakeWorld,
    data: bytes,
    key: str = "2024-09/charges.csv",
    version: str = "v1",
    *,
    release: Release = RELEASE,
    at: datetime = NOW,
    **rules: object,
) -> list[Run]:
    """A file dropped and parsed."""
    world.landing.files[key] = data
    file = replace(dropped(key, version_id=version, size=len(data)), dropped_at=at)
    return parse_file(file, ports=world.parser, rulebook=rulebook(**rules), release=release)


def work(
    world: FakeWorld, bodies: dict[str, str] | None = None, *, seconds: float = 600, **settings
) -> list[str]:
    """One batch of the worker: these bodies, or all that are queued."""
    return work_as(world, worker_settings(**settings), bodies, seconds=seconds)


def work_as(
    world: FakeWorld,
    settings: WorkerSettings,
    bodies: dict[str, str] | None = None,
    *,
    seconds: float = 600,
) -> list[str]:
    """The same with settings of one's own."""
    bodies = world.queue.take() if bodies is None else bodies
    return deliver_batch(bodies, ports=world.worker, settings=settings, seconds=seconds)


def hear(world: FakeWorld, *bodies: str, limits: Limits = LIMITS) -> list[str]:
    """One batch of the feedback."""
    numbered = {str(number): body for number, body in enumerate(bodies)}
    return record_feedback_batch(numbered, ports=world.feedback, limits=limits)
