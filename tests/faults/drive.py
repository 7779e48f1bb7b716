"""Redeliver until it is quiet: what Lambda's pollers, the clock and a person do."""

import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from receipts import bootstrap
from receipts.config import Stack
from receipts.errors import ReceiptsError
from receipts.local.account import REGION
from receipts.local.batches import event_of, failed_ids
from receipts.local.runtime import Context
from receipts.redrive.causes import ONLY_IF_NAMED
from receipts.redrive.decide import Request
from receipts.redrive.files import redrive_files
from receipts.redrive.service import redrive
from tests.faults.calls import Killed
from tests.faults.faults import DELIVERY, QUEUE
from tests.faults.functions import (
    CHARGES,
    FEEDBACK,
    FUNCTIONS,
    LEASE_SECONDS,
    MOST_RECEIVES,
    OUTPUTS,
    PARAMETERS,
    RECEIPTS,
    Function,
    arn,
    dead,
)
from tests.faults.world import World, cold

REDRIVE = "redrive"
_FAILED = object()
(_HEARS_OF_MAILS,) = (function for function in FUNCTIONS if function.queue == FEEDBACK)
_MOST_ROUNDS = 40
_MOST_TRIES = 3
_LEASE = timedelta(seconds=LEASE_SECONDS)
_STACK = Stack(OUTPUTS, PARAMETERS)


def drive(world: World) -> bool:
    """Until nothing is left but dead letters, redriven once; whether it became quiet."""
    if not _settle(world):
        return False
    if any(world.waiting(dead(queue)) for queue in (CHARGES, RECEIPTS)):
        return _redrive(world) and _settle(world)
    return True


def _settle(world: World) -> bool:
    for _ in range(_MOST_ROUNDS):
        moved = [_serve(function, world) for function in FUNCTIONS]
        with world.calls.resting():
            world.jobs.run_all()
        world.tell_events()
        if all(moved) and not any(world.waiting(queue) for queue in MOST_RECEIVES):
            return True
        world.reveal()
        if not all(moved):
            world.pass_time()
    return False


def _serve(function: Function, world: World) -> bool:
    """Hand a function all that can be seen; whether none of it must come back."""
    if function.queue is None:
        return _invoke(function, {"source": "aws.scheduler"}, world) is not _FAILED
    if not world.is_served(function):
        return not world.waiting(function.queue)
    done = True
    while batch := world.receive(function.queue, function.batch):
        event = event_of(batch, queue_arn=arn(function.queue), region=REGION)
        ids = [message["MessageId"] for message in batch]
        answer = _invoke(function, event, world)
        failed = set(ids) if answer is _FAILED else set(failed_ids(answer, ids))
        if world.calls.is_due(function.name, QUEUE, DELIVERY):
            failed = set(ids)
        world.delete(function.queue, [each for each in batch if each["MessageId"] not in failed])
        world.tell_events()
        done = done and not failed
    return done


def _invoke(function: Function, event: dict[str, Any], world: World) -> Any:
    """What the handler answers; _FAILED when it raises or dies."""
    world.calls.meanwhile = partial(_overtake, function, event, world)
    context = Context(
        aws_request_id="request",
        function_name=function.name,
        invoked_function_arn=f"arn:aws:lambda:{REGION}:123456789012:function:{function.name}",
        deadline=time.monotonic() + 900,
    )
    # What functions print, such as metrics, is of no interest here.
    silent = redirect_stdout(io.StringIO())
    with patch.dict(os.environ, function.environment), silent, _process(function.name, world):
        return function.handler(event, context)
    return _FAILED


def _overtake(function: Function, event: dict[str, Any], world: World, seconds: float) -> None:
    """Another process handles the same event; the feedback hears what SES has said by then."""
    world.clock.sleep(seconds)
    cold()
    _invoke(function, event, world)
    with world.calls.resting():
        world.tell_events()
        _serve(_HEARS_OF_MAILS, world)
    cold()


@contextmanager
def _process(function: str, world: World) -> Iterator[None]:
    """Ends as a function's process does: an error is logged, a kill leaves nothing."""
    with world.calls.process(function):
        try:
            yield
        except Exception as error:  # noqa: BLE001 - Lambda takes any error for a failed batch
            world.errors.append(f"{function}: {error!r}")
        except Killed:
            cold()


def _redrive(world: World) -> bool:
    """A person redrives, once more if that fails or a file still waits; whether it worked.

    A receive whose answer got lost hides its letters for some minutes: nothing can be seen then.
    """
    for _ in range(_MOST_TRIES):
        world.reveal()
        try:
            with world.calls.process(REDRIVE):
                _redrive_all()
        except (ReceiptsError, Killed):
            continue
        world.reveal()
        if not world.waiting(dead(CHARGES)):
            return True
    return False


def _redrive_all() -> None:
    ports = bootstrap.redrive(bootstrap.aws_clients(), _STACK)
    list(redrive_files(ports))
    for cause in (None, *sorted(ONLY_IF_NAMED)):
        list(redrive(ports, Request(lease=_LEASE, cause=cause)))
